drop table if exists script_row;
create table script_row (name varchar(100));
insert into script_row values ('script');
