CREATE TABLE `User` (`id` integer NOT NULL, `bestId` integer NULL, PRIMARY KEY (`id`), CONSTRAINT `User_bestId_fkey` FOREIGN KEY (`bestId`) REFERENCES `User` (`id`) ON UPDATE CASCADE ON DELETE SET NULL);
CREATE INDEX `User_bestId_idx` ON `User` (`bestId`);
CREATE TABLE `Post` (`id` integer NOT NULL, `authorId` integer NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User` (`id`) ON UPDATE CASCADE ON DELETE CASCADE);
CREATE INDEX `Post_authorId_idx` ON `Post` (`authorId`);
