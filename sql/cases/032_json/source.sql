-- A JSON document is the source's text; the document is the same in both phases.
-- before
create table c032_json (id bigint not null primary key, j json);
insert into c032_json (id, j) values (1, '{"b": 1, "aa": [true, null, "é", 1.5]}'), (8, '"text"'), (2, 'null'), (10, null);
-- running
insert into c032_json (id, j) values (3, '{"b": 1, "aa": [true, null, "é", 1.5]}'), (14, '[]'), (4, 'null');
update c032_json set j = '{"n": 12345678901234567890}' where id = 8;
