CREATE TABLE `User` (`id` integer NOT NULL, PRIMARY KEY (`id`));
CREATE TABLE `Space` (`id` integer NOT NULL, PRIMARY KEY (`id`));
CREATE TABLE `Member` (`userId` integer NOT NULL, `spaceId` integer NOT NULL, `byId` integer NOT NULL, PRIMARY KEY (`userId`, `spaceId`), CONSTRAINT `Member_userId_fkey` FOREIGN KEY (`userId`) REFERENCES `User` (`id`) ON UPDATE CASCADE ON DELETE RESTRICT, CONSTRAINT `Member_spaceId_fkey` FOREIGN KEY (`spaceId`) REFERENCES `Space` (`id`) ON UPDATE CASCADE ON DELETE RESTRICT, CONSTRAINT `Member_byId_fkey` FOREIGN KEY (`byId`) REFERENCES `User` (`id`) ON UPDATE CASCADE ON DELETE RESTRICT);
CREATE INDEX `Member_byId_userId_idx` ON `Member` (`byId`, `userId`);
CREATE INDEX `Member_spaceId_idx` ON `Member` (`spaceId`);
