#!/usr/bin/env python3
# Part of escape-check, under the Apache License v2.0 with LLVM Exceptions.
"""Makes random C++ programs for judge.py: terminating, free of undefined
behaviour (every pointer is asked for with rt_ok before it is followed), and
reporting frames, lines and variables to runtime.cpp. One thing per line.

Several programs can be in one source, each in a namespace of its own: the
headers take longer than the program does. `generate.py SEED` prints one.

With several parts the same programs are a source that is compiled once for each
of PART = 0, 1, ..., with a share of the functions each time."""
import random
import sys

PRELUDE = r'''#include <atomic>
#include <cstdarg>
#include <cstdint>
#include <cstring>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>
extern "C" {
void rt_enter() noexcept; void rt_leave() noexcept; void rt_line(int) noexcept;
void rt_var(const volatile void *, size_t, int, const char *) noexcept;
void rt_global(const volatile void *, size_t) noexcept;
void rt_return(const volatile void *) noexcept;
int rt_ok(const volatile void *, size_t) noexcept; int rt_dead(const volatile void *) noexcept;
void rt_throw(const volatile void *) noexcept; void rt_caught() noexcept;
int rt_random(int) noexcept; int rt_fuel() noexcept;
void rt_start(unsigned long, int) noexcept; void rt_done() noexcept;
}
struct Guard { Guard() { rt_enter(); } ~Guard() { rt_leave(); } };
#define AT rt_line(__LINE__)
#define VAR(x) rt_var(&x, sizeof x, __LINE__, #x)
#define OK(p) rt_ok(p, sizeof *(p))
struct N; struct Base;
typedef N *(*Fn)(N *, N **, N *);
struct N { N *a; N *b; N **q; N *arr[3]; Fn fn; long x; Base *o; };
struct W { long pad; N n; N *p; W *w; };
struct P2 { N *u; N *v; };
struct WS { N *p = nullptr; std::string name; N *q = nullptr; };
struct P4 { N *u; N *v; long k; N **q; };
union U { N *p; uintptr_t i; unsigned char c[8]; };
struct Base { N *held = nullptr; virtual N *m(N *x, N **y) { held = x; return nullptr; } };
struct D1 : Base { N *m(N *x, N **y) override { N *o = held; held = x; return o; } };
struct D2 : Base { N *other = nullptr; N *m(N *x, N **y) override { if (OK(y)) *y = x; return other; } };
struct D3 : D1 { Base *next = nullptr; N *m(N *x, N **y) override { if (next && OK(next)) return next->m(held, y); other = x; return other; } N *other = nullptr; };
struct Speaks { N *held = nullptr; virtual N *m(N *x, N **y) { if (OK(y)) *y = x; return held; } virtual ~Speaks() = default; };
typedef N *(*Tell)(Speaks *, N *, N **);
struct Begun : Speaks { Begun(Tell f, N *x, N **y) { held = f(this, x, y); } };
struct Asked : Speaks { Asked(const std::function<N *(Speaks *)> &f) { held = f(this); } };
struct Ended : Speaks { Tell f; N *x; N **y; Ended(Tell f, N *x, N **y) : f(f), x(x), y(y) {} ~Ended() { f(this, x, y); } };
template <class B> struct Quiet : B { using B::B; N *m(N *, N **) override { return nullptr; } };
template <class B> struct Keeps : B { using B::B; N *m(N *x, N **) override { N *o = this->held; this->held = x; return o; } };
struct Shared : virtual Begun { Shared(Tell f, N *x, N **y) : Begun(f, x, y) {} N *m(N *, N **) override { return held; } };
static N *tell(Speaks *s, N *x, N **y) { return s->m(x, y); }
static N *tellTwice(Speaks *s, N *x, N **y) { N *o = s->m(x, y); return s->m(o, y); }
static N *thrown(N *u) { rt_throw(u); return u; }
static N *caught(N *u) { rt_caught(); return rt_ok(u, 1) ? u : nullptr; } // of no frame that was left
static N *va(int n, ...) { va_list ap; va_start(ap, n); N *r = nullptr; for (int i = 0; i < n; ++i) r = va_arg(ap, N *); va_end(ap); return r; }
static P2 mk2(N *u, N *v) { return {v, u}; }
static P4 mk4(N *u, N **q) { P4 r; r.u = nullptr; r.v = u; r.k = 1; r.q = q; return r; }
static N *ident(N *u) { return u; }
static N *chain(N *u, int d) { if (d <= 0 || !OK(u)) return u; return chain(u->a, d - 1); }
static void link(N *u, N *v, int d) { if (!OK(u)) return; if (d <= 0) { u->a = v; return; } link(u->b, v, d - 1); }
template <class F> static N *apply(F f, N *x) { return f(x); }
static N *applyf(const std::function<N *(N *)> &f, N *x) { return f(x); }
static N *applyp(N *(*f)(void *, N *), void *c, N *x) { return f(c, x); }
static void bytes(void *d, const void *s, size_t n) { for (size_t i = 0; i < n; ++i) static_cast<char *>(d)[i] = static_cast<const char *>(s)[i]; }
static N *cb_set(void *c, N *x) { N **p = static_cast<N **>(c); N *o = *p; *p = x; return o; }
static N *cb_in(void *c, N *x) { N *p = static_cast<N *>(c); N *o = p->b; p->arr[1] = x; return o; }
static void cons(N **h) { N *n = new N(); n->a = *h; *h = n; }
static N *consed(N *h) { N *n = new N(); n->b = h; return n; }
static N *(*const callbacks[])(void *, N *) = {cb_set, cb_set};
'''
GLOBALS = """N *g0, *g1; N **gq; W *gw; N *garr[4]; Base *gb; std::future<N *> gf;"""


# Kinds of statements and how often each is drawn. The order decides which
# program belongs to a seed.
WEIGHTS = {
    "new": 8, "move": 4, "store": 8, "load": 7, "slotset": 5, "slotget": 4, "qset": 4, "qstore": 3,
    "memcpy": 3, "global": 1.2, "gload": 1, "call": 9, "fp": 3, "virt": 4, "lam": 3, "sf": 3,
    "vec": 3, "if": 4, "loop": 3, "throw": 0.8, "try": 1.5, "int": 2, "union": 1.5, "bytes": 1.5,
    "atomic": 1.2, "va": 2, "pair": 3, "pair4": 2, "swap": 3, "static": 0.6, "up": 2, "sp": 2,
    "la": 3, "cont": 2, "chain": 2, "link": 3, "newW": 2, "wop": 3, "cb": 3, "struct": 3,
    "list": 1.5, "map": 1.5, "nfn": 2, "newarr": 1.5, "newD": 3, "sel": 2, "ret": 0.6,
    "newcall": 2, "cons": 4, "async": 2, "elems": 4, "made": 2,
}

# Kinds that are one statement of one form: d is the pointer that it sets or
# follows, s the pointer that it takes.
FORMS = {
    "new": lambda g, d, s: f"AT; {d} = new N();",
    "move": lambda g, d, s: f"{d} = {s};",
    "store": lambda g, d, s: f"if (OK({d})) {d}->{g.field()} = {s};",
    "slotset": lambda g, d, s: f"if (N **t = {g.slot()}; OK(t)) *t = {s};",
    "slotget": lambda g, d, s: f"if (N **t = {g.slot()}; OK(t)) {d} = *t;",
    "qset": lambda g, d, s: f"qq = {g.slot()};",
    "qstore": lambda g, d, s: f"if (OK({d})) {d}->q = {g.slot()};",
    "virt": lambda g, d, s: f"if (pb && OK(pb) && rt_fuel()) {{ AT; {d} = pb->m({s}, {g.slot()}); }}",
    "throw": lambda g, d, s: f"if (rt_random(3) == 0) {{ N *e = {s}; rt_return(e); throw thrown(rt_dead(e) ? nullptr : e); }}",
    "union": lambda g, d, s: f"{{ U u; u.p = {s}; uintptr_t lo = u.i & 0xffffffff, hi = u.i >> 32; u.i = lo | hi << 32; {d} = u.p; }}",
    "bytes": lambda g, d, s: f"if (N *x = {g.src()}; OK(x)) bytes(&l1, x, sizeof(N));",
    "atomic": lambda g, d, s: f"{{ std::atomic<N *> at(m1); m1 = at.exchange({s}); {d} = at.load(); }}",
    "pair": lambda g, d, s: f"{{ P2 p = mk2({s}, {g.src()}); {d} = p.{g.r.choice('uv')}; }}",
    "pair4": lambda g, d, s: f"{{ P4 p = mk4({s}, {g.slot()}); {d} = p.v; qq = p.q; }}",
    "cont": lambda g, d, s: f"if (OK({d})) {{ N **f = &{d}->b; N *c = reinterpret_cast<N *>(reinterpret_cast<char *>(f) - offsetof(N, b)); c->a = {s}; }}",
    "chain": lambda g, d, s: f"{d} = chain({s}, rt_random(4));",
    "link": lambda g, d, s: f"link({g.src()}, {s}, rt_random(3));",
    "newW": lambda g, d, s: "AT; pw = new W();",
    "sel": lambda g, d, s: f"{d} = rt_random(2) ? {s} : {g.ptr()};",
    "ret": lambda g, d, s: f"if (rt_random(4) == 0) {{ N *t = {s}; rt_return(t); return rt_dead(t) ? nullptr : t; }}",
    "newcall": lambda g, d, s: f"{{ AT; {d} = ident(new N()); }}",
}


class Gen:
    def __init__(self, seed, functions, parts):
        self.r = random.Random(seed)
        self.seed = seed
        self.parts = parts
        self.nf = functions
        self.out = []
        self.at = 0
        self.labels = 0
        self.without = set()
        self.recursive = self.r.random() < 0.25

    def line(self, s):
        self.out.append(s)

    def of_parts(self, s):
        if self.parts > 1:
            self.line(s)

    # Pointer values: v* never have their address taken by the harness.
    def ptr(self):
        return self.r.choice(self.ptrs)

    def src(self):
        r = self.r
        k = r.random()
        if k < 0.6:
            return self.ptr()
        if k < 0.75:
            return "&" + r.choice(self.locals)
        if k < 0.8:
            return "&w0.n"
        if k < 0.87 and not self.lam:
            return r.choice(["g0", "g1", "garr[%d]" % r.randrange(4)])
        if k < 0.9:
            return "la[%d]" % r.randrange(3)
        if k < 0.93:
            return "up.get()"
        return "nullptr"

    def slot(self):
        """Something of type N ** that can be used after OK."""
        r = self.r
        return r.choice(["&m0", "&m1", "qq", "&l0.a", "&l1.b", "&la[rt_random(3)]",
                         "&w0.p", "pq", "l0.q", "&g0", "&l0.arr[rt_random(3)]"])

    def field(self):
        return self.r.choice(["a", "b", "a", "b", "arr[0]", "arr[2]", "arr[rt_random(3)]"])

    def callee(self):
        """Mostly an earlier function, so that few programs are one knot."""
        if self.at and not (self.recursive and self.r.random() < 0.3):
            return self.r.randrange(self.at)
        return self.r.randrange(self.nf) if self.recursive else None

    def statement(self, depth):
        r = self.r
        ind = "  " * (2 - depth + 1)
        d, s = self.ptr(), self.src()
        emit = lambda t: self.line(ind + t)
        kinds = [k for k in WEIGHTS if k not in self.without]
        k = r.choices(kinds, [WEIGHTS[k] for k in kinds])[0]
        if k in ("call", "fp", "try", "nfn") and self.callee() is None:
            k = "new"
        if k in FORMS:
            emit(FORMS[k](self, d, s))
        elif k == "load":
            o = self.ptr()
            emit(f"if (OK({o})) {d} = {o}->{self.field()};")
        elif k == "memcpy":
            a, b = self.ptr(), self.src()
            n = r.choice(["sizeof(N)", "8", "16", "12", "24", "sizeof(N) - 8"])
            emit(f"if (N *x = {a}, *y = {b}; OK(x) && OK(y)) memmove(x, y, {n});")
        elif k == "global":
            emit(r.choice([f"g0 = {s};", f"g1 = {s};", f"garr[rt_random(4)] = {s};",
                           f"gq = {self.slot()};", "gw = pw;", "gb = pb;"]))
        elif k == "gload":
            emit(r.choice([f"{d} = g0;", f"{d} = garr[rt_random(4)];",
                           "qq = gq;", "pw = gw;", "pb = gb;"]))
        elif k == "call":
            f = self.callee()
            emit(f"if (rt_fuel()) {{ AT; {d} = f{f}({self.src()}, {self.slot()}, {self.src()}); }}")
        elif k == "fp":
            f, h = self.callee(), self.callee()
            emit(r.choice([f"fp = f{f};", f"fp = rt_random(2) ? f{f} : f{h};"]))
            emit(f"if (fp && rt_fuel()) {{ AT; {d} = fp({self.src()}, {self.slot()}, {self.src()}); }}")
        elif k == "lam" and not self.lam and depth:
            c = r.choice(["&", "=", "&m0, &l0"])
            x = "m0" if c[0] == "&" else "x"
            body = r.choice([f"{{ N *o = m0; {'m0 = x;' if c != '=' else ''} return o; }}",
                             "{ if (OK(x)) x->a = m0; return x; }",
                             f"{{ {'l0.b = x;' if c != '=' else ''} return l0.a; }}"])
            emit(f"{{ auto l = [{c}](N *x) {body}; AT; {d} = {r.choice(['l(', 'apply(l, '])}{s}); }}")
        elif k == "async":
            # One thread runs at a time: it is waited for at once, or the call is deferred.
            c = r.choice(["&", "=", "&m0, &l0"])
            body = r.choice([f"{{ N *o = m0; {'m0 = x;' if c != '=' else ''} return o; }}",
                             "{ if (OK(x)) x->a = m0; return x; }",
                             f"{{ {'l0.b = x;' if c != '=' else ''} return l0.a; }}"])
            call = f"auto l = [{c}](N *x) {body}; AT;"
            how = r.choice(["std::launch::async", "std::launch::deferred", "std::launch(rt_random(3) + 1)"])
            emit(r.choice([f"{{ {call} auto t = std::async({how}, l, {s}); {d} = t.get(); }}",
                           f"{{ {call} auto t = std::async({how}, l, {s}).share(); auto u = t; {d} = u.get(); }}",
                           f"{{ {call} fu = std::async(std::launch::deferred, l, {s}); }}",
                           f"if (fu.valid()) {d} = fu.get();", "gf = std::move(fu);"]))
        elif k == "sf":
            c = r.choice(["&", "="])
            v = r.choice(["m0", "m1"])
            emit(f"AT; sf = [{c if c == '&' else v}](N *x) {{ N *o = {v}; {v + ' = x;' if c == '&' else 'if (OK(o)) o->b = x;'} return o; }};")
            # A function that captured by reference must be used here only.
            emit(f"AT; {d} = {r.choice(['sf(' + s + ')', 'applyf(sf, ' + s + ')'])};")
            if c == "&":
                emit("sf = nullptr;")
        elif k == "vec":
            emit(r.choice([f"AT; vec.push_back({s});",
                           f"if (!vec.empty()) {d} = vec[rt_random(vec.size())];",
                           f"if (!vec.empty()) vec.back() = {s};",
                           f"if (!vec.empty()) qq = &vec[0];",
                           "{ AT; std::vector<N *> t(vec); t.swap(vec); }"]))
        elif k == "if" and depth:
            emit("if (rt_random(2)) {")
            for _ in range(r.randrange(1, 4)):
                self.statement(depth - 1)
            emit("} else {")
            for _ in range(r.randrange(0, 3)):
                self.statement(depth - 1)
            emit("}")
        elif k == "loop" and depth:
            emit("for (int i = 0; i < 3; ++i) {")
            for _ in range(r.randrange(1, 4)):
                self.statement(depth - 1)
            emit("}")
        elif k == "try":
            f = self.callee()
            emit(f"try {{ if (rt_fuel()) {{ AT; {d} = f{f}({self.src()}, {self.slot()}, {self.src()}); }} }} catch (N *e) {{ {self.ptr()} = caught(e); }}")
        elif k == "int":
            emit(r.choice([f"{{ uintptr_t i = reinterpret_cast<uintptr_t>({s}); i ^= 0x55; i ^= 0x55; {d} = reinterpret_cast<N *>(i); }}",
                           f"{{ uintptr_t i = reinterpret_cast<uintptr_t>({s}) ^ reinterpret_cast<uintptr_t>(m0); i ^= reinterpret_cast<uintptr_t>(m0); {d} = reinterpret_cast<N *>(i); }}",
                           f"if (OK({d})) {d}->x = reinterpret_cast<long>({s});",
                           f"if (OK({d})) {self.ptr()} = reinterpret_cast<N *>({d}->x);"]))
        elif k == "va":
            n = r.randrange(1, 4)
            emit(f"{d} = va({n}, " + ", ".join(f"static_cast<N *>({self.src()})" for _ in range(n)) + ");")
        elif k == "swap":
            emit(r.choice(["std::swap(m0, m1);", "std::swap(l0, l1);", "std::swap(m0, la[1]);",
                           f"if (N **t = {self.slot()}; OK(t)) std::swap(*t, m0);",
                           f"if (OK({d})) std::swap({d}->a, {d}->b);"]))
        elif k == "static":
            emit(r.choice([f"sn = {s};", f"{d} = sn;"]))
        elif k == "up":
            emit(r.choice(["AT; up = std::make_unique<N>();", f"if (up) up->{self.field()} = {s};",
                           f"{d} = up.get();", f"if (up) {d} = up->{self.field()};",
                           f"{d} = up.release();", f"{{ AT; std::unique_ptr<N> t(new N()); t->a = {s}; up = std::move(t); }}"]))
        elif k == "sp":
            emit(r.choice(["AT; sp = std::make_shared<N>();", f"if (sp) sp->{self.field()} = {s};",
                           f"if (sp) {d} = sp->a;", f"{d} = sp.get();",
                           "{ std::shared_ptr<N> t = sp; sp.swap(t); }"]))
        elif k == "la":
            emit(r.choice([f"la[rt_random(3)] = {s};", f"{d} = la[rt_random(3)];"]))
        elif k == "wop":
            emit(r.choice([f"if (pw && OK(pw)) pw->p = {s};", f"if (pw && OK(pw)) {d} = pw->p;",
                           "if (pw && OK(pw)) pw->w = &w0;", "if (pw && OK(pw)) pw = pw->w;",
                           f"if (pw && OK(pw)) {d} = &pw->n;", "pw = &w0;",
                           "if (pw && OK(pw)) w0 = *pw;", f"w0.p = {s};", f"{d} = w0.p;",
                           "w0.w = pw;"]))
        elif k == "cb":
            emit(r.choice([f"{d} = applyp(cb_set, &m0, {s});",
                           f"if (N *c = {self.src()}; OK(c)) {d} = applyp(cb_in, c, {s});",
                           f"{d} = applyp(callbacks[rt_random(2)], &l0.b, {s});"]))
        elif k == "struct":
            emit(r.choice([f"if (N *y = {s}; OK(y)) l0 = *y;", f"if (OK({d})) *{d} = l1;",
                           "l1 = l0;", "AT; " + d + " = new N(l0);"]))
        elif k == "list":
            emit(r.choice([f"AT; lst.push_back({s});", f"if (!lst.empty()) {d} = lst.front();",
                           "{ std::list<N *> t; t.splice(t.begin(), lst); lst.swap(t); }"]))
        elif k == "map":
            emit(r.choice([f"AT; mp[rt_random(3)] = {s};", f"AT; {d} = mp[1];"]))
        elif k == "nfn":
            emit(r.choice([f"if (OK({d})) {d}->fn = f{self.callee()};",
                           f"if (OK({d}) && {d}->fn && rt_fuel()) {{ AT; {self.ptr()} = {d}->fn({s}, {self.slot()}, {d}); }}"]))
        elif k == "newarr":
            emit(r.choice([f"{{ AT; N **t = new N *[4](); qq = t + rt_random(4); }}",
                           f"if (OK(qq)) *qq = {s};", f"if (OK(qq)) {d} = *qq;"]))
        elif k == "newD":
            emit(r.choice(["AT; pb = new D1;", "AT; pb = new D2;", "AT; pb = new D3;", "pb = &db;",
                           "{ AT; D3 *t = new D3; t->next = pb; pb = t; }",
                           f"if (OK({d})) {d}->o = pb;", f"if (OK({d})) pb = {d}->o;",
                           f"if (pb && OK(pb)) pb->held = {s};", f"if (pb && OK(pb)) {d} = pb->held;"]))
        elif k == "elems":
            # Arrays of structures: a member of all elements is one place.
            emit(r.choice([f"ea[rt_random(4)].u = {s};", f"{d} = ea[rt_random(4)].v;", f"ea[rt_random(4)].v = {s};",
                           f"for (P2 *t = ea; t != ea + 4; ++t) if (t->u) {d} = t->u;",
                           f"for (P2 *t = ea + 4; t != ea;) {{ --t; t->v = {s}; }}",
                           f"{d} = (&ea[0].u)[rt_random(8)];", "qq = &ea[rt_random(4)].v;",
                           "std::memmove(ea, ea + rt_random(2), 3 * sizeof(P2));",
                           "ep = &ea[rt_random(4)];", "{ AT; P2 *t = new P2[3](); ep = t + rt_random(3); }",
                           f"if (OK(ep)) ep->u = {s};", f"if (OK(ep)) {d} = ep->v;", f"if (OK(ep)) {d} = ep->u;",
                           "if (OK(ep)) *ep = ea[rt_random(4)];", "if (OK(ep)) ea[rt_random(4)] = *ep;",
                           f"{{ AT; std::vector<P2> t(2); t[rt_random(2)].u = {s}; t.push_back(ea[1]); std::vector<P2> o = t; {d} = o[rt_random(3)].u; }}",
                           f"{{ WS t; t.name = \"abc\"; t.p = {s}; t.q = {self.src()}; WS o[2]; o[rt_random(2)] = t; {d} = o[rt_random(2)].q; }}"]))
        elif k == "made":
            # What a base's constructor or destructor calls runs while the object is of the base's class.
            told = f"{r.choice(['tell', 'tellTwice'])}, {s}, {self.slot()}"
            c = r.choice(["Quiet<Begun>", "Keeps<Begun>", "Quiet<Keeps<Begun>>", "Shared", "Quiet<Ended>", "Keeps<Ended>"])
            ask = f"{{ N *x = {s}; N **y = {self.slot()}; AT; Quiet<Asked> t([=](Speaks *b) {{ return b->m(x, y); }});"
            emit(r.choice([f"{{ {c} t({told}); }}", f"{{ {c} t({told}); {d} = t.held; }}",
                           f"{{ {c} t({told}); {d} = t.m({self.src()}, {self.slot()}); }}",
                           f"{{ AT; std::unique_ptr<Speaks> t(new {c}({told})); {d} = t->m({self.src()}, {self.slot()}); }}",
                           f"{ask} }}", f"{ask} {d} = t.held; }}"]))
        elif k == "cons":
            # Mostly several objects of one line, alive together.
            h = r.choice(["m0", "m1", "l0.a", "l1.b", "la[1]", "w0.p"])
            made = r.choice([f"AT; N *n = new N(); n->a = {h}; {h} = n;", f"AT; cons(&{h});",
                             f"AT; {h} = consed({h});", f"AT; {h} = new N();", "AT; la[i] = new N();",
                             f"AT; N *n = new N(); {{ N n2; n->b = &n2; n->b = nullptr; }} if (i == 2) {h} = n;",
                             f"AT; std::unique_ptr<N> n(new N()); n->a = {s};"])
            self.labels += 1
            emit(r.choice([f"for (int i = 0; i < 3; ++i) {{ {made} }}",
                           f"{{ int i = 0; again{self.labels}: {{ {made} }} if (++i < 3) goto again{self.labels}; }}"]))
        else:
            emit(f"{d} = {s};")

    def function(self, i):
        r = self.r
        self.lam = False
        self.at = i
        # Every function does without many kinds of statements: what escapes
        # through one of them hides all others.
        share = r.choice([0.2, 0.5, 0.7, 0.8])
        self.without = {k for k in WEIGHTS if r.random() < share} - {"new", "store"}
        self.locals = ["l0", "l1"]
        self.ptrs = ["v0", "v1", "v2", "m0", "m1", "p0", "p2"]
        self.line(f"{self.linkage()}N *f{i}(N *p0, N **pq, N *p2) {{")
        self.line("  Guard guard;")
        self.line("  N *v0 = nullptr, *v1 = nullptr, *v2 = p0;")
        for v in ("v0", "v1"):
            if r.random() < 0.5:
                self.line(f"  AT; {v} = new N();")
        for t, n, init in [("N", "l0", "{}"), ("N", "l1", "{}"), ("N *", "m0", " = nullptr"),
                           ("N *", "m1", " = nullptr"), ("N *", "la[3]", " = {}"), ("W", "w0", "{}"),
                           ("P2", "ea[4]", " = {}"), ("D3", "db", "")]:
            self.line(f"  {t} {n}{init}; VAR({n.split('[')[0]});")
        self.line("  N **qq = &m0; W *pw = nullptr; P2 *ep = nullptr; Base *pb = nullptr; Fn fp = nullptr; static N *sn; ")
        self.line("  rt_global(&sn, 8);")
        self.line("  std::unique_ptr<N> up; std::shared_ptr<N> sp; std::vector<N *> vec; std::list<N *> lst; std::map<int, N *> mp; std::function<N *(N *)> sf; std::future<N *> fu;")
        for _ in range(r.randrange(0, 3)):
            self.line("  " + r.choice(["m0 = v0;", "m1 = v1;", "m0 = p2;", "l0.a = v0;", "l1.q = pq;",
                                       "la[1] = v1;", "w0.p = v0;", "v1 = &l0;", "l0.b = &l1;",
                                       "qq = pq;", "qq = &l0.a;", "pw = &w0;", "pb = &db;"]))
        for _ in range(r.choice([3, 5, 8, 12, 20])):
            self.statement(2)
        ret = self.src()
        self.line(f"  {{ N *t = {ret}; rt_return(t); return rt_dead(t) ? nullptr : t; }}")
        self.line("}")

    def program(self):
        """The lines of the program, which is the namespace p<seed> with a function run."""
        self.out = []
        self.line(f"namespace p{self.seed} {{")
        self.of_parts("#if PART")
        self.of_parts("extern " + GLOBALS.replace("; ", "; extern "))
        self.of_parts("#else")
        self.line(GLOBALS)
        self.of_parts("#endif")
        for i in range(self.nf):
            self.line(f"{self.linkage()}N *f{i}(N *p0, N **pq, N *p2);")
        for i in range(self.nf):
            self.of_parts(f"#if PART == {i % self.parts}")
            self.function(i)
            self.of_parts("#endif")
        self.of_parts("#if PART == 0")
        self.line("void run() {")
        self.line("  for (auto *p : {&g0, &g1, &garr[0], &garr[1], &garr[2], &garr[3]}) rt_global(p, 8);")
        self.line("  rt_global(&gq, 8); rt_global(&gw, 8); rt_global(&gb, 8); rt_global(&gf, sizeof gf);")
        self.line("  for (int k = 0; k < 12; ++k) {")
        self.line(f"    rt_start({self.seed} * 31ul + k, 30 + 8 * k);")
        for i in range(self.nf):
            self.line(f"    rt_enter(); rt_line(0); try {{ N *r = nullptr; rt_var(&r, 8, 0, \"r\"); f{i}(new N(), &r, new N()); f{i}(new N(), &r, r); }} catch (N *) {{ rt_caught(); }} rt_leave();")
        self.line("  }")
        self.line("}")
        self.of_parts("#endif")
        self.line("}")
        return self.out

    def linkage(self):
        return "" if self.parts > 1 else "static "


def generate(seeds, functions=16, parts=1):
    """-> the source, and for each seed the number of lines in front of its
    program that are not there when it is alone. The argument of main chooses
    the program; without one all run."""
    lines, shift = PRELUDE.split("\n")[:-1], {}
    alone = len(lines)
    for seed in seeds:
        shift[seed] = len(lines) - alone
        lines += Gen(seed, functions, parts).program()
    if parts > 1:
        lines.append("#if PART == 0")
    lines.append("int main(int argc, char **argv) {")
    for seed in seeds:
        lines.append(f'  if (argc < 2 || !strcmp(argv[1], "{seed}")) p{seed}::run();')
    lines += ["  rt_done();", "}"] + ["#endif"] * (parts > 1)
    return "\n".join(lines) + "\n", shift


if __name__ == "__main__":
    print(generate([int(sys.argv[1]) if len(sys.argv) > 1 else 1])[0], end="")
