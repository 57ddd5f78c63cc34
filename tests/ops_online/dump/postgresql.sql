-- What a case of fixtures/ops leaves in a PostgreSQL database; see sqlite.sql for the form of this file. The extensions
-- that the cases use live in a schema of their own, which is not told of.
-- @lines
SELECT format('enum %s (%s)', t.oid::regtype, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder))
FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid ORDER BY t.oid::regtype::text COLLATE "C";
-- @lines
SELECT format('domain %s %s%s%s%s%s', t.oid::regtype, format_type(t.typbasetype, t.typtypmod),
    CASE WHEN t.typcollation <> b.typcollation THEN ' collate ' || t.typcollation::regcollation END,
    CASE WHEN t.typnotnull THEN ' not null' END, ' default ' || t.typdefault,
    (SELECT string_agg(format(' %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname)
        FROM pg_constraint k WHERE k.contypid = t.oid))
FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'd' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'extensions')
ORDER BY t.oid::regtype::text COLLATE "C";
-- @lines
SELECT format('sequence %s %s start %s increment %s between %s and %s cache %s%s%s', s.seqrelid::regclass,
    format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
    CASE WHEN s.seqcycle THEN ' cycle' END,
    (SELECT format(' owned by %s.%s', d.refobjid::regclass, d.refobjsubid) FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0))
FROM pg_sequence s ORDER BY s.seqrelid::regclass::text COLLATE "C";
-- @lines
SELECT format('table %s%s%s%s%s%s', c.oid::regclass, CASE c.relpersistence WHEN 'u' THEN ' unlogged' WHEN 't' THEN ' temporary' END,
    CASE WHEN c.relkind = 'p' THEN ' partition by ' || pg_get_partkeydef(c.oid) END,
    (SELECT ' inherits ' || string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid),
    CASE WHEN c.reloptions IS NOT NULL THEN ' with ' || c.reloptions::text END,
    CASE WHEN m.amname <> 'heap' THEN ' using ' || m.amname END)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am m ON m.oid = c.relam
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'extensions') AND n.nspname NOT LIKE 'pg\_toast%'
    AND c.relkind IN ('r', 'p', 'v', 'm')
ORDER BY c.oid::regclass::text COLLATE "C";
-- @lines
SELECT format('column %s.%I %s%s%s%s%s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || a.attcollation::regcollation END,
    CASE WHEN a.attnotnull THEN ' not null' END,
    CASE a.attgenerated WHEN 's' THEN ' generated ' ELSE ' default ' END || pg_get_expr(d.adbin, d.adrelid),
    CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' END)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'extensions') AND n.nspname NOT LIKE 'pg\_toast%'
    AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid::regclass::text COLLATE "C", a.attnum;
-- @lines
SELECT format('constraint %s.%I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'extensions') AND k.conrelid <> 0 AND k.contype <> 'n'
ORDER BY k.conrelid::regclass::text COLLATE "C", k.conname COLLATE "C";
-- @lines
SELECT 'index ' || pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'extensions') AND n.nspname NOT LIKE 'pg\_toast%'
ORDER BY pg_get_indexdef(i.indexrelid) COLLATE "C";
-- @lines
SELECT format('comment on %s%s %L', pg_describe_object(d.classoid, d.objoid, d.objsubid), '', d.description)
FROM pg_description d
LEFT JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
LEFT JOIN pg_constraint k ON d.classoid = 'pg_constraint'::regclass AND k.oid = d.objoid
JOIN pg_namespace n ON n.oid = COALESCE(c.relnamespace, k.connamespace)
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'extensions') AND n.nspname NOT LIKE 'pg\_toast%'
ORDER BY pg_describe_object(d.classoid, d.objoid, d.objsubid) COLLATE "C";
-- @queries
SELECT format('SELECT %L || "the row"::text FROM ONLY %s "the row" ORDER BY "the row"::text COLLATE "C"', c.oid::regclass || ': ', c.oid::regclass)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'extensions') AND c.relkind = 'r'
ORDER BY c.oid::regclass::text COLLATE "C";
