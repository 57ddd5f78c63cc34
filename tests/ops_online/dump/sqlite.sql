-- What a case of fixtures/ops leaves in an SQLite database and those attached to it. Shared by the recorder (Python) and
-- the replay (Rust): each prints the last column of every row. `-- @lines` introduces a query whose rows are the text,
-- `-- @queries` one whose rows are queries.
-- @queries
SELECT 'SELECT ' || CASE name WHEN 'main' THEN '' ELSE quote(name || ': ') || ' || ' END || 'sql FROM "'
    || replace(name, '"', '""') || '".sqlite_master WHERE sql IS NOT NULL ORDER BY tbl_name, type = ''index'', name'
FROM pragma_database_list ORDER BY seq;
-- @queries
SELECT 'SELECT ' || quote(CASE t.schema WHEN 'main' THEN '' ELSE t.schema || '.' END || t.name || ': ') || ' || '
    || (SELECT group_concat('quote("' || replace(c.name, '"', '""') || '")', ' || '', '' || ')
        FROM (SELECT name FROM pragma_table_xinfo(t.name, t.schema) ORDER BY cid) c)
    || ' FROM "' || replace(t.schema, '"', '""') || '"."' || replace(t.name, '"', '""') || '" ORDER BY 1'
FROM pragma_table_list t WHERE t.type = 'table' AND t.name NOT IN ('sqlite_schema', 'sqlite_temp_schema')
ORDER BY t.schema <> 'main', t.schema, t.name;
