CREATE TABLE alias (address TEXT, goto TEXT);
