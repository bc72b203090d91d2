-- A table whose primary key becomes another is copied again, with the new key.
-- before
create table c010_lines (id bigint not null, line int not null, v int, primary key (id));
insert into c010_lines (id, line, v) values (1, 1, 1), (8, 1, 8);
-- running
alter table c010_lines drop primary key, add primary key (id, line);
insert into c010_lines (id, line, v) values (1, 2, 12), (8, 2, 82);
-- running
update c010_lines set v = 120 where id = 1 and line = 2;
delete from c010_lines where id = 8 and line = 1;
