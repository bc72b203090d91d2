-- What old rows have in a column that is computed, rounded or of format version 2 comes by a new copy.
-- before
create table c135_computed (id bigint not null primary key, name varchar(20));
create table c135_rounded (id bigint not null primary key, name varchar(20));
create table c135_two (id bigint not null primary key, name varchar(20));
insert into c135_computed (id, name) values (1, 'one'), (8, 'eight');
insert into c135_rounded (id, name) values (1, 'one'), (8, 'eight');
insert into c135_two (id, name) values (1, 'one'), (8, 'eight');
-- running
alter table c135_computed add column qty int not null;
alter table c135_rounded add column price decimal(5,2) default 1.005;
alter table c135_two add column qty int not null default 5;
