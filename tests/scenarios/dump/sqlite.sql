-- The state of an SQLite database as text. Shared by the recorder (Python) and the replay (Rust): each prints the first
-- column of every row. `-- @lines` introduces a query whose rows are the text, `-- @queries` one whose rows are queries.
-- @lines
SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL ORDER BY tbl_name, type = 'index', name;
-- @queries
SELECT 'SELECT ''' || replace(t.name, '''', '''''') || ': '' || '
    || (SELECT group_concat('quote("' || replace(c.name, '"', '""') || '")', ' || '', '' || ')
        FROM (SELECT name FROM pragma_table_info(t.name) ORDER BY cid) c)
    || ' FROM "' || replace(t.name, '"', '""') || '" ORDER BY 1'
FROM sqlite_master t WHERE t.type = 'table' ORDER BY t.name;
