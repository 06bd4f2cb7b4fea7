# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Prints 1,000 functions of 100 allocations each, of which each is a finding. Line n
has allocation n - 2 of its function, which begins in line 1, 102 and so on."""
for function in range(1000):
    print(f"void f{function}(int x) {{")
    for line in range(100):
        print(f"  {{ int *p = new int({function * 100 + line}); x += *p; delete p; }}")
    print("}")
