import { testRoomsOn } from "./rooms_on.ts";

await testRoomsOn("docker");
