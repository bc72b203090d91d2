-- An excluded column that is renamed would get into the lake under its new name, so the table stops before it.
-- before
create table c042_people (id bigint not null primary key, secret varchar(20), name varchar(20));
insert into c042_people (id, secret, name) values (1, 's1', 'Ada'), (8, 's8', 'Eve');
-- running
alter table c042_people rename column secret to public;
insert into c042_people (id, public, name) values (2, 's2', 'Bob'), (10, 's10', 'Dan');
