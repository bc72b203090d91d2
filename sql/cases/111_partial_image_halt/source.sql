-- A session that writes minimal row images stops the table: what it did not write is not known.
-- before
create table c111_t (id bigint not null primary key, a int, b varchar(10));
insert into c111_t (id, a, b) values (1, 1, 'b1'), (8, 8, 'b8');
-- running
-- beside Vitess on -80
set session binlog_row_image = 'MINIMAL';
-- beside Vitess on -80
update c111_t set a = 80 where id = 8;
