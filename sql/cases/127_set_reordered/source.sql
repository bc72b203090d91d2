-- A SET whose members change places, and an ENUM that loses one, keep the labels that MySQL keeps.
-- before
create table c127_t (id bigint not null primary key, s set('a', 'b', 'c'), e enum('x', 'y', 'z'));
insert into c127_t (id, s, e) values (1, 'a,c', 'x'), (8, 'b', 'z'), (2, '', 'x');
-- running
alter table c127_t modify s set('c', 'b', 'a'), modify e enum('z', 'x');
insert into c127_t (id, s, e) values (3, 'a,b', 'x'), (10, 'c,a', 'z');
