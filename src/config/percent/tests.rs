//! `%` against CPython.

use super::{Argument, percent_format};

#[test]
fn formats_as_python_does() {
    let values = [
        ("here", Argument::Str("/x")),
        ("n", Argument::Int(5)),
        ("f", Argument::Float(2.5)),
        ("s", Argument::Str("it's é")),
        ("z", Argument::None),
    ];
    // Printed by CPython 3.11.
    let cases = [
        ("plain", Ok("plain")),
        ("%%", Ok("%")),
        ("100%%", Ok("100%")),
        ("%(here)s/%(n)d", Ok("/x/5")),
        ("%(nope)s", Err(("KeyError", "'nope'"))),
        ("%", Err(("ValueError", "incomplete format"))),
        ("100%", Err(("ValueError", "incomplete format"))),
        ("%(here)", Err(("ValueError", "incomplete format"))),
        ("%(here", Err(("ValueError", "incomplete format key"))),
        ("%(a(b)c)s", Err(("KeyError", "'a(b)c'"))),
        (
            "%z",
            Err(("ValueError", "unsupported format character 'z' (0x7a) at index 1")),
        ),
        (
            "%(here)z",
            Err(("ValueError", "unsupported format character 'z' (0x7a) at index 7")),
        ),
        (
            "50% off",
            Err(("TypeError", "%o format: an integer is required, not dict")),
        ),
        (
            "%é",
            Err(("ValueError", "unsupported format character '?' (0xe9) at index 1")),
        ),
        (
            "%5%",
            Err(("ValueError", "unsupported format character '%' (0x25) at index 2")),
        ),
        ("%s", Ok("{'here': '/x', 'n': 5, 'f': 2.5, 's': \"it's é\", 'z': None}")),
        (
            "%(here)s %s",
            Err(("TypeError", "not enough arguments for format string")),
        ),
        ("%*d", Err(("TypeError", "* wants int"))),
        ("%(here)10s|", Ok("        /x|")),
        ("%(here)-10s|", Ok("/x        |")),
        ("%(here)010s|", Ok("        /x|")),
        ("%(here).1s|", Ok("/|")),
        ("%(s)r", Ok("\"it's é\"")),
        ("%(s)a", Ok("\"it's \\xe9\"")),
        ("%(z)s", Ok("None")),
        ("%(here)c", Err(("TypeError", "%c requires int or char"))),
        ("%(s)c", Err(("TypeError", "%c requires int or char"))),
        ("%(n)c|", Ok("\u{5}|")),
        (
            "%(here)d",
            Err(("TypeError", "%d format: a real number is required, not str")),
        ),
        (
            "%(here)x",
            Err(("TypeError", "%x format: an integer is required, not str")),
        ),
        ("%(here)f", Err(("TypeError", "must be real number, not str"))),
        ("%(n).2d", Ok("05")),
        ("%(n)03d", Ok("005")),
        ("%(n)+d", Ok("+5")),
        ("%(n) d", Ok(" 5")),
        ("%(n)-4d|", Ok("5   |")),
        ("%(n)5.3d|", Ok("  005|")),
        ("%(n)010.3d|", Ok("0000000005|")),
        ("%(n)#x", Ok("0x5")),
        ("%(n)#o", Ok("0o5")),
        ("%(n)#010x|", Ok("0x00000005|")),
        ("%(n)ld", Ok("5")),
        (
            "%(n)lld",
            Err(("ValueError", "unsupported format character 'l' (0x6c) at index 5")),
        ),
        ("%(n)f", Ok("5.000000")),
        ("%(n)g", Ok("5")),
        ("%(f)d", Ok("2")),
        ("%(f)s", Ok("2.5")),
        ("%(f).0f", Ok("2")),
        ("%(f)#.0f", Ok("2.")),
        ("%(f)08.3f", Ok("0002.500")),
        ("%(f)e", Ok("2.500000e+00")),
        ("%(f)E", Ok("2.500000E+00")),
        ("%(f)#g", Ok("2.50000")),
        ("%(f).0e", Ok("2e+00")),
        (
            "%(f)x",
            Err(("TypeError", "%x format: an integer is required, not float")),
        ),
        ("%(f)+08.2f", Ok("+0002.50")),
        ("%(f)-08.2f|", Ok("2.50    |")),
        ("%(n)99999999999999999999d", Err(("ValueError", "width too big"))),
        ("%(n).99999999999999999999d", Err(("ValueError", "precision too big"))),
    ];
    for (template, expected) in cases {
        let actual = percent_format(template, &values);
        let actual = actual.map_err(|error| (error.python_class(), error.to_string()));
        let expected = expected
            .map(str::to_owned)
            .map_err(|(class, text)| (class, text.to_owned()));
        assert_eq!(actual, expected, "{template}");
    }
}

#[test]
fn floats_look_as_in_python() {
    // Printed by CPython 3.11.
    for (number, expected) in [
        (0.0001, "0.0001 0.0001 1.000000e-04 0.0001"),
        (1e-05, "1e-05 1e-05 1.000000e-05 1e-05"),
        (123456.0, "123456.0 123456 1.234560e+05 1.23e+05"),
        (1234567.0, "1234567.0 1.23457e+06 1.234567e+06 1.23e+06"),
        (1e+100, "1e+100 1e+100 1.000000e+100 1e+100"),
        (0.0, "0.0 0 0.000000e+00 0"),
        (1e-07, "1e-07 1e-07 1.000000e-07 1e-07"),
        (999999.5, "999999.5 1e+06 9.999995e+05 1e+06"),
        (1e+16, "1e+16 1e+16 1.000000e+16 1e+16"),
        (1e+22, "1e+22 1e+22 1.000000e+22 1e+22"),
        (-0.0, "-0.0 -0 -0.000000e+00 -0"),
        (5e-324, "5e-324 4.94066e-324 4.940656e-324 4.94e-324"),
        (f64::INFINITY, "inf inf inf inf"),
        (f64::NAN, "nan nan nan nan"),
        (-1.5, "-1.5 -1.5 -1.500000e+00 -1.5"),
    ] {
        let actual = percent_format("%(f)s %(f)g %(f)e %(f).3g", &[("f", Argument::Float(number))]);
        assert_eq!(actual.as_deref(), Ok(expected));
    }
}
