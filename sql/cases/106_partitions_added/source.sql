-- A partition that is added or split changes no row.
-- before
create table c106_t (id bigint not null primary key, v int) partition by range (id) (partition low values less than (5), partition middle values less than (10));
insert into c106_t (id, v) values (1, 1), (2, 2), (8, 8);
-- running
alter table c106_t add partition (partition high values less than (100));
insert into c106_t (id, v) values (10, 10), (11, 11);
alter table c106_t reorganize partition high into (partition teens values less than (20), partition high values less than (100));
insert into c106_t (id, v) values (14, 14), (20, 20);
