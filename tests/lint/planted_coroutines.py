"""What coroutine_shapes.py must see, and what it must let pass. Without Asio, so that it is parsed in no time."""

TASK = """
#include <coroutine>
#include <initializer_list>
#include <string>
template <class T> struct task {
    struct promise_type {
        task get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void unhandled_exception() {}
        void return_value(T) {}
    };
    bool await_ready() { return true; }
    void await_suspend(std::coroutine_handle<>) {}
    T await_resume() { return {}; }
};
struct pair { std::string a; int b; };
struct named { named() {} named(std::string) {} std::string s; };
task<int> take(pair);
task<int> take_named(named);
task<int> take_list(std::initializer_list<std::string>);
template <class F> task<int> call(F) { co_return 1; }
task<bool> yes();
task<std::string> text();
"""

# shape: the body of a coroutine that shows it
BAD = {
    "co_await-under-ternary": "int x = b ? co_await take_named(named()) : 1; co_return x;",
    "co_await-in-condition": "if (co_await yes()) co_return 1; co_return 0;",
    "co_await-in-condition ": "if (b && co_await yes()) co_return 1; co_return 0;",
    "co_await-in-condition  ": "while (co_await yes()) b = false; co_return 0;",
    "capturing-lambda-beside-co_await": "std::string s; int x = co_await call([s] { return s; }); co_return x;",
    "aggregate-beside-co_await": 'int x = co_await take(pair{"a", 1}); co_return x;',
    "initializer_list-beside-co_await": 'int x = co_await take_list({"a", "b"}); co_return x;',
    "class-ternary-beside-co_await": "int x = co_await take_named(b ? named() : named(std::string())); co_return x;",
    "co_await-inside-braces": "pair p{co_await text(), 1}; co_return p.b;",
}
GOOD = """
task<int> good(bool b)
{
    const auto sure = co_await yes();
    if (sure) co_return 1;
    pair named_before{"a", 1};
    auto work = [b] { return b; };
    int x = co_await take(named_before);
    x += co_await call(work);
    x += co_await call([] { return 1; });
    co_return x + (b ? 1 : 2);
}
"""


def bad_source(body):
    return TASK + "task<int> bad(bool b)\n{\n    " + body + "\n}\n"


ASSERTION_BAD = ["CHECK(co_await f());", "REQUIRE(x == 1 && (co_await f()));", "log.info(co_await name());"]
ASSERTION_GOOD = ["const auto x = co_await f();\nCHECK(x);", "CHECK(run([]() -> task<int> { co_return co_await f(); }));"]
