-- Two mirrored tables that swap their names swap their rows.
-- before
create table c102_a (id bigint not null primary key, v varchar(10));
create table c102_b (id bigint not null primary key, v varchar(10), extra int);
insert into c102_a (id, v) values (1, 'of a'), (8, 'of a');
insert into c102_b (id, v, extra) values (2, 'of b', 2), (10, 'of b', 10);
-- running
rename table c102_a to _c102_t, c102_b to c102_a, _c102_t to c102_b;
insert into c102_a (id, v, extra) values (3, 'in new a', 3);
insert into c102_b (id, v) values (14, 'in new b');
-- running
update c102_a set v = 'changed' where id = 10;
update c102_b set v = 'changed' where id = 8;
