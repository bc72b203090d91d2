-- A column whose name changes in its letter case only has the new spelling in the lake.
-- before
create table c084_t (id bigint not null primary key, name varchar(10));
insert into c084_t (id, name) values (1, 'a'), (8, 'b');
-- running
alter table c084_t rename column name to Name;
insert into c084_t (id, Name) values (2, 'c'), (10, 'd');
