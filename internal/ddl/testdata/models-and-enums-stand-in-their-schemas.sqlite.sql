CREATE TABLE `Post` (`id` integer NOT NULL, `authorId` integer NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User` (`id`) ON UPDATE CASCADE ON DELETE RESTRICT);
CREATE INDEX `Post_authorId_idx` ON `Post` (`authorId`);
CREATE TABLE `User` (`id` integer NOT NULL, `role` text NOT NULL, PRIMARY KEY (`id`));
