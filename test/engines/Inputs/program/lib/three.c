static void helper(int *p) { ++*p; }
void three(int *p) { helper(p); }
