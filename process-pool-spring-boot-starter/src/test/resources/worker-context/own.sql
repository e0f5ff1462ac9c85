drop table if exists own_row;
create table own_row (name varchar(100));
insert into own_row values ('own');
