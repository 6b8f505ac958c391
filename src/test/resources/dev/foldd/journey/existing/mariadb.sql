CREATE TABLE person (
  id char(36) NOT NULL PRIMARY KEY DEFAULT uuid(),
  name varchar(40) NOT NULL,
  nick varchar(20) NOT NULL DEFAULT 'none' COMMENT 'What friends say',
  mood enum('sad','it''s ok','Happy') NOT NULL DEFAULT 'it''s ok',
  wild enum('one','two words'),
  email varchar(190) UNIQUE,
  born date,
  seen datetime(3) NOT NULL DEFAULT current_timestamp(3),
  woken timestamp NULL,
  data json NOT NULL DEFAULT '{}',
  score decimal(6,2),
  level smallint NOT NULL DEFAULT 1,
  big bigint,
  ratio double,
  active boolean NOT NULL DEFAULT true,
  photo blob,
  tags set('a','b') NOT NULL DEFAULT '',
  token uuid,
  code char(3),
  password_hash varchar(80)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci COMMENT 'Whoever is known here';
CREATE TABLE "Order" (
  "Id" bigint AUTO_INCREMENT PRIMARY KEY,
  "personId" char(36) NOT NULL,
  "select" text NOT NULL,
  "a ""quoted"" name" text,
  "total" decimal(10,2) NOT NULL DEFAULT 0,
  doubled decimal(10,2) GENERATED ALWAYS AS ("total" * 2) STORED,
  KEY "order by person" ("personId"),
  FOREIGN KEY ("personId") REFERENCES person (id) ON DELETE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE "it's ""odd""" (id int unsigned AUTO_INCREMENT PRIMARY KEY, "first name" text, "first_name" text);
CREATE TABLE membership (person char(36) NOT NULL, club integer NOT NULL, PRIMARY KEY (person, club));
CREATE TABLE nameless (word text);
CREATE TABLE sealed (id bigint PRIMARY KEY, secret varbinary(10) NOT NULL, note text);
INSERT INTO sealed VALUES (1, x'00ff', 'kept');
CREATE TABLE audit_trail (id bigint PRIMARY KEY, what text);
CREATE TABLE foldd_own (id bigint PRIMARY KEY);
CREATE VIEW grown_up AS SELECT id, name, mood, 1 AS heads FROM person WHERE level > 0;
CREATE VIEW summary AS SELECT count(*) AS heads FROM person;
CREATE TABLE kept (id uuid PRIMARY KEY, state enum('open','closed') NOT NULL, owner uuid);
