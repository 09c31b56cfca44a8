import { testPoolOn } from "./pool_on.ts";

await testPoolOn("podman");
