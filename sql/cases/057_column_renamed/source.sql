-- A renamed column has its values under the new name, without a new copy.
-- before
create table c057_t (id bigint not null primary key, a varchar(10), b int);
insert into c057_t (id, a, b) values (1, 'a1', 1), (8, 'a8', 8);
-- running
alter table c057_t rename column a to title;
insert into c057_t (id, title, b) values (2, 'a2', 2), (10, 'a10', 10);
update c057_t set b = 80 where id = 8;
