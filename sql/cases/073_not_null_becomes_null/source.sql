-- A column that may be null from now on is followed without a new copy.
-- before
create table c073_t (id bigint not null primary key, a int not null, s varchar(10) not null);
insert into c073_t (id, a, s) values (1, 1, 'a'), (8, 8, 'b');
-- running
alter table c073_t modify a int null, modify s varchar(10) null;
insert into c073_t (id, a, s) values (2, null, null), (10, 10, 'c');
update c073_t set a = null where id = 1;
