-- A column that becomes NOT NULL keeps the values that were not null.
-- before
create table c072_t (id bigint not null primary key, a int, s varchar(10));
insert into c072_t (id, a, s) values (1, 1, 'a'), (8, 8, 'b');
-- running
alter table c072_t modify a int not null, modify s varchar(10) not null default '';
insert into c072_t (id, a) values (2, 2), (10, 10);
