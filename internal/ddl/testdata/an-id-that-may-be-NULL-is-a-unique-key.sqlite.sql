CREATE TABLE `User` (`email` text NULL);
CREATE UNIQUE INDEX `User_email_key` ON `User` (`email`);
