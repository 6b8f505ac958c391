CREATE TABLE person (
  id uuid NOT NULL PRIMARY KEY,
  name varchar(40) NOT NULL,
  nick varchar(20) NOT NULL DEFAULT 'none' COLLATE NOCASE,
  mood TEXT NOT NULL DEFAULT 'it''s ok' CHECK (mood IN ('sad', 'it''s ok', 'Happy')),
  wild TEXT CHECK ("wild" in ('one','two words')),
  email text UNIQUE COLLATE NOCASE,
  born date,
  seen timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  woken datetime,
  data json NOT NULL DEFAULT '{}',
  score decimal(6,2),
  level smallint NOT NULL DEFAULT 1,
  big bigint,
  ratio double precision,
  active boolean NOT NULL DEFAULT 1,
  photo blob,
  tags blob NOT NULL DEFAULT '',
  code char(3),
  password_hash varchar(80)
);
CREATE TABLE "Order" (
  "Id" INTEGER PRIMARY KEY AUTOINCREMENT,
  "personId" uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  "select" text NOT NULL,
  "a ""quoted"" name" text,
  "total" numeric(10,2) NOT NULL DEFAULT 0,
  doubled numeric(10,2) GENERATED ALWAYS AS ("total" * 2) STORED
);
CREATE INDEX "order by person" ON "Order" ("personId");
CREATE TABLE "it's ""odd""" (id INTEGER PRIMARY KEY, "first name" text, "first_name" text);
CREATE TABLE membership (person uuid NOT NULL, club integer NOT NULL, PRIMARY KEY (person, club));
CREATE TABLE nameless (word text);
CREATE TABLE sealed (id bigint PRIMARY KEY, secret blob NOT NULL, note text);
INSERT INTO sealed VALUES (1, x'00ff', 'kept');
CREATE TABLE audit_trail (id bigint PRIMARY KEY, what text);
CREATE TABLE foldd_own (id bigint PRIMARY KEY);
CREATE VIEW grown_up AS SELECT id, name, mood, 1 AS heads FROM person WHERE level > 0;
CREATE VIEW summary AS SELECT count(*) AS heads FROM person;
CREATE TABLE kept (id uuid PRIMARY KEY, state text NOT NULL CHECK (state IN ('open', 'closed')), owner text);
