//! Expressions against what Python's `eval` gives.

use super::{Literal, read};

fn text(text: &str) -> Literal {
    Literal::Str(text.to_owned())
}

#[test]
fn reads_what_handlers_are_given() {
    for (source, expected) in [
        ("(sys.stderr,)", Literal::Sequence(vec![Literal::Stderr])),
        ("( sys.stdout , )", Literal::Sequence(vec![Literal::Stdout])),
        ("sys.stderr,", Literal::Sequence(vec![Literal::Stderr])),
        ("(sys.stderr)", Literal::Stderr),
        ("()", Literal::Sequence(vec![])),
        ("[]", Literal::Sequence(vec![])),
        ("[1]", Literal::Sequence(vec![Literal::Int(1)])),
        ("{}", Literal::Dict(vec![])),
        ("{'delay': True, 'x': None,}", {
            Literal::Dict(vec![(text("delay"), Literal::Bool(true)), (text("x"), Literal::None)])
        }),
        ("('a.log', 'w')", Literal::Sequence(vec![text("a.log"), text("w")])),
        ("('a.log',\n 'a', 10*1024*1024, 5)", {
            Literal::Sequence(vec![
                text("a.log"),
                text("a"),
                Literal::Int(10_485_760),
                Literal::Int(5),
            ])
        }),
        ("2**20 - 1 + -1", Literal::Int(1_048_574)),
        ("2 * 3 ** 2", Literal::Int(18)),
        ("-2 ** 2", Literal::Int(-4)),
        ("1_000", Literal::Int(1000)),
        ("0x1F", Literal::Int(31)),
        ("1.5e3", Literal::Float(1500.0)),
        (r"'a\n\x41\u00e9\101\d\'' r'\n' ", text("a\nAéA\\d'\\n")),
        ("'''a\n'b'''", text("a\n'b")),
        ("u'x' \"y\"", text("xy")),
    ] {
        assert_eq!(read(source), Ok(expected), "{source}");
    }
}

#[test]
fn refuses_everything_else() {
    for source in [
        "",
        "(",
        "(1",
        "1 2",
        "open('x')",
        "sys.stdin",
        "os.environ['HOME']",
        "f'x'",
        "b'x'",
        "'x",
        "'a' + 'b'",
        "{'a'}",
        "'\\N{DASH}'",
        "'\\xZZ'",
        "0x",
        "9223372036854775807 + 1",
        "1.2.3",
    ] {
        assert!(read(source).is_err(), "{source}");
    }
    assert!(read(&"(".repeat(10_000)).is_err());
    assert!(read(&"-".repeat(10_000)).is_err());
}
