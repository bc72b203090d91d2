-- Characters of four bytes come through, in texts of every size and with collations ending in _bin.
-- before
create table c029_text (id bigint not null primary key, v varchar(20), b varchar(20) collate utf8mb4_bin, c char(4) collate utf8mb4_bin, t tinytext, m mediumtext, l longtext collate utf8mb4_bin) default charset = utf8mb4;
insert into c029_text (id, v, b, c, t, m, l) values (1, '😀 Kim', '𝔘nicode', '😀', '花子', 'tab\tand\nline', 'back\\slash'), (8, '', 'A', 'a', '', '', '');
-- running
insert into c029_text (id, v, b, c, t, m, l) values (2, '😀 Kim', '𝔘nicode', '😀', '花子', 'tab\tand\nline', 'back\\slash');
update c029_text set b = 'a', c = 'A' where id = 8;
