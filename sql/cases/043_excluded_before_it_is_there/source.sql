-- A column that is excluded before the source has it never gets into the lake when it comes.
-- before
create table c043_people (id bigint not null primary key, name varchar(20));
insert into c043_people (id, name) values (1, 'Ada'), (8, 'Eve');
-- running
alter table c043_people add column secret varchar(20) not null default 'none', add column age int;
insert into c043_people (id, name, secret, age) values (2, 'Bob', 's2', 20), (10, 'Dan', 's10', 30);
