CREATE TABLE alias (address TEXT, goto TEXT, active INTEGER);
INSERT INTO alias VALUES
  ('team@virtual.test', 'alice', 1),
  ('team@virtual.test', 'demo@example.org', 1),
  ('team@virtual.test', 'nobody@example.org', 0);
