-- An excluded column may be redefined, dropped and added again without a new copy, and stays out.
-- before
create table c041_people (id bigint not null primary key, secret int, name varchar(20));
insert into c041_people (id, secret, name) values (1, 11, 'Ada'), (8, 88, 'Eve');
-- running
alter table c041_people modify secret varchar(100) not null default 'x';
insert into c041_people (id, secret, name) values (2, 'two', 'Bob'), (10, 'ten', 'Dan');
-- running
alter table c041_people drop column secret;
insert into c041_people (id, name) values (3, 'Cem'), (14, 'Fay');
-- running
alter table c041_people add column secret bigint not null default 5 first;
insert into c041_people (id, secret, name) values (4, 44, 'Gus'), (15, 99, 'Hal');
update c041_people set name = 'ADA' where id = 1;
