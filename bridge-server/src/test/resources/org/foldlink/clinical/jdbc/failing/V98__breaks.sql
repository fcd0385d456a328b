DELETE FROM observations;
ALTER TABLE patients DROP COLUMN pseudonym;
INSERT INTO no_such_table (id) VALUES (1);
