-- A table that gets another name that is mirrored goes on under it; under the old one it stops.
-- before
create table c116_old (id bigint not null primary key, v int);
insert into c116_old (id, v) values (1, 1), (8, 8);
-- running
rename table c116_old to c116_new;
insert into c116_new (id, v) values (2, 2), (10, 10);
-- running
update c116_new set v = 80 where id = 8;
