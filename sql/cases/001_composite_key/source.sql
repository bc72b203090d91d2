-- A key of several columns identifies a row by all of them together.
-- before
create table c001_lines (id bigint not null, line int not null, item varchar(20), primary key (id, line));
insert into c001_lines (id, line, item) values (1, 1, 'a'), (1, 2, 'b'), (8, 1, 'c'), (8, 2, 'd'), (2, 1, 'e');
-- running
update c001_lines set item = 'B' where id = 1 and line = 2;
delete from c001_lines where id = 8 and line = 1;
insert into c001_lines (id, line, item) values (8, 3, 'f'), (10, 1, 'g');
update c001_lines set line = 9 where id = 2 and line = 1;
