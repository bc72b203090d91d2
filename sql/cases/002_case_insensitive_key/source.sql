-- Spellings that MySQL takes for the same key are one row, in the spelling that was stored last.
-- vschema
{"c002_codes": {"column_vindexes": [{"column": "code", "name": "hash_text"}]}}
-- before
create table c002_codes (code varchar(20) character set utf8mb4 collate utf8mb4_general_ci not null primary key, v int);
insert into c002_codes (code, v) values ('a', 1), ('Beta', 2), ('c', 3), ('straße', 4), ('É', 5);
-- running
delete from c002_codes where code = 'A ';
insert into c002_codes (code, v) values ('A', 10);
update c002_codes set v = 20 where code = 'BETA';
insert into c002_codes (code, v) values ('C ', 30) on duplicate key update v = 31;
delete from c002_codes where code = 'e';
insert into c002_codes (code, v) values ('e ', 50);
