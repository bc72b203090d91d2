-- A table that is created and filled from another while the sync runs is found and mirrored.
-- before
create table c103_old (id bigint not null primary key, v varchar(10));
insert into c103_old (id, v) values (1, 'a'), (8, 'b');
-- running
create table c103_new like c103_old;
insert into c103_new (id, v) select id, v from c103_old;
insert into c103_new (id, v) values (2, 'c');
-- running
update c103_new set v = 'B' where id = 8;
delete from c103_old where id = 1;
