-- The state of a MySQL or MariaDB database as text; see sqlite.sql for the form of this file.
-- @lines
SELECT CONCAT('table ', table_name, ' ', engine, ' ', table_collation,
    IF(table_comment = '', '', CONCAT(' comment ', QUOTE(table_comment))))
FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY BINARY table_name;
-- @lines
SELECT CONCAT('column ', table_name, '.', column_name, ' ', column_type,
    IF(collation_name IS NULL, '', CONCAT(' collate ', collation_name)),
    IF(is_nullable = 'NO', ' not null', ''),
    IF(COALESCE(column_default, 'NULL') = 'NULL', '', CONCAT(' default ', column_default)),
    IF(extra = '', '', CONCAT(' ', extra)),
    IF(column_comment = '', '', CONCAT(' comment ', QUOTE(column_comment))))
FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY BINARY table_name, ordinal_position;
-- @lines
SELECT CONCAT('constraint ', table_name, '.', constraint_name, ' (',
    GROUP_CONCAT(column_name ORDER BY ordinal_position), ')',
    COALESCE(CONCAT(' references ', MIN(referenced_table_name), ' (',
        GROUP_CONCAT(referenced_column_name ORDER BY ordinal_position), ')'), ''))
FROM information_schema.key_column_usage WHERE table_schema = DATABASE()
GROUP BY table_name, constraint_name ORDER BY BINARY table_name, BINARY constraint_name;
-- @lines
SELECT CONCAT('reference ', table_name, '.', constraint_name, ' on update ', update_rule, ' on delete ', delete_rule)
FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()
ORDER BY BINARY table_name, BINARY constraint_name;
-- @lines
SELECT CONCAT('check ', constraint_name, ' ', check_clause)
FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() ORDER BY BINARY constraint_name;
-- @lines
SELECT CONCAT('index ', table_name, '.', index_name, IF(MAX(non_unique), '', ' unique'), ' ', MAX(index_type), ' (',
    GROUP_CONCAT(CONCAT(column_name, COALESCE(CONCAT('(', sub_part, ')'), '')) ORDER BY seq_in_index), ')')
FROM information_schema.statistics WHERE table_schema = DATABASE()
GROUP BY table_name, index_name ORDER BY BINARY table_name, BINARY index_name;
-- @queries
SELECT CONCAT('SELECT CONCAT(''', table_name, ': '', CONCAT_WS('', '', ',
    GROUP_CONCAT(CONCAT('QUOTE(`', column_name, '`)') ORDER BY ordinal_position), ')) AS line FROM `', table_name,
    '` ORDER BY BINARY line')
FROM information_schema.columns WHERE table_schema = DATABASE() GROUP BY table_name ORDER BY BINARY table_name;
