import { testRefsOn } from "./refs_on.ts";

await testRefsOn("embedded");
