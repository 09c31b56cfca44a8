import { testScenariosOn } from "./scenarios_on.ts";

await testScenariosOn("podman");
