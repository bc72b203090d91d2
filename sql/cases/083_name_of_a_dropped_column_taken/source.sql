-- A column that takes the name of one dropped in the same statement brings its own values; nothing is left of its old name.
-- before
create table c083_t (id bigint not null primary key, a varchar(10), b varchar(10));
insert into c083_t (id, a, b) values (1, 'a1', 'b1'), (8, 'a8', 'b8');
-- running
alter table c083_t drop column b, rename column a to b;
insert into c083_t (id, b) values (2, 'a2'), (10, 'a10');
