-- What a case of fixtures/ops leaves in a MySQL or MariaDB database and in those that @alembic_schemas names; see
-- sqlite.sql for the form of this file.
-- @queries
SELECT CONCAT('SHOW CREATE TABLE `', REPLACE(table_schema, '`', '``'), '`.`', REPLACE(table_name, '`', '``'), '`')
FROM information_schema.tables WHERE table_schema = DATABASE() OR FIND_IN_SET(BINARY table_schema, @alembic_schemas)
ORDER BY table_schema <> DATABASE(), BINARY table_schema, BINARY table_name;
-- @queries
SELECT CONCAT('SELECT CONCAT(''', IF(table_schema = DATABASE(), '', CONCAT(table_schema, '.')),
    REPLACE(table_name, '''', ''''''), ': '', CONCAT_WS('', '', ',
    GROUP_CONCAT(CONCAT('COALESCE(',
        IF(data_type IN ('bit', 'binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'), 'HEX', 'QUOTE'),
        '(`', REPLACE(column_name, '`', '``'), '`), ''NULL'')') ORDER BY ordinal_position),
    ')) AS line FROM `', REPLACE(table_schema, '`', '``'), '`.`', REPLACE(table_name, '`', '``'), '` ORDER BY BINARY line')
FROM information_schema.columns WHERE table_schema = DATABASE() OR FIND_IN_SET(BINARY table_schema, @alembic_schemas)
GROUP BY table_schema, table_name ORDER BY table_schema <> DATABASE(), BINARY table_schema, BINARY table_name;
