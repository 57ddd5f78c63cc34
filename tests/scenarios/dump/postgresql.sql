-- The state of a PostgreSQL database as text; see sqlite.sql for the form of this file.
-- @lines
SELECT format('type %s (%s)', t.typname, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder))
FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid, t.typname ORDER BY t.typname COLLATE "C";
-- @lines
SELECT format('column %s.%s %s%s%s%s', a.attrelid::regclass, quote_ident(a.attname),
    format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || a.attcollation::regcollation END,
    CASE WHEN a.attnotnull THEN ' not null' END,
    CASE a.attgenerated WHEN 's' THEN ' generated ' ELSE ' default ' END || pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
    AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum;
-- @lines
SELECT format('constraint %s.%s %s', k.conrelid::regclass, quote_ident(k.conname), pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND k.conrelid <> 0 AND k.contype <> 'n'
ORDER BY k.conrelid::regclass::text COLLATE "C", k.conname COLLATE "C";
-- @lines
SELECT 'index ' || pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY pg_get_indexdef(i.indexrelid) COLLATE "C";
-- @lines
SELECT format('comment on %s.%s %L', d.objoid::regclass, d.objsubid, d.description)
FROM pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE d.classoid = 'pg_class'::regclass AND n.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY d.objoid::regclass::text COLLATE "C", d.objsubid;
-- @queries
SELECT format('SELECT %L || t::text FROM %s t ORDER BY t::text COLLATE "C"', c.oid::regclass || ': ', c.oid::regclass)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND c.relkind = 'r'
ORDER BY c.oid::regclass::text COLLATE "C";
