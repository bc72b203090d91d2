-- With on-partial-image: recopy a table with minimal row images is copied again.
-- before
create table c112_t (id bigint not null primary key, a int, b varchar(10));
insert into c112_t (id, a, b) values (1, 1, 'b1'), (8, 8, 'b8');
-- running
-- beside Vitess on -80
set session binlog_row_image = 'MINIMAL';
-- beside Vitess on -80
update c112_t set a = 80 where id = 8;
insert into c112_t (id, a, b) values (2, 2, 'b2');
