using Signalbox.Cache;

namespace Signalbox.Tests.Unit.Cache;

/// <summary>The entries are bounded by number and by bytes, whatever is put in.</summary>
public sealed class CacheMemoryTests
{
    [Fact]
    public void Put_BeyondTheNumber_LeastRecentlyUsedGoes()
    {
        var memory = new CacheMemory(mostEntries: 3, mostBytes: long.MaxValue);
        Assert.Equal([0, 0, 0], new[] { "a", "b", "c" }.Select(id => Put(memory, id)));
        Assert.NotNull(memory.Find(Answers.ProductKey("a")));

        Assert.Equal(1, Put(memory, "d"));

        Assert.Null(memory.Find(Answers.ProductKey("b")));
        Assert.Equal(["a", "c", "d"], new[] { "a", "b", "c", "d" }.Where(id => memory.Find(Answers.ProductKey(id)) is not null));
        Assert.Equal(3, memory.Count);
    }

    [Fact]
    public void Put_BeyondTheBytes_AsManyGoAsAreTooMany()
    {
        var small = Answers.Entry(Answers.ProductKey("a")).BytesUnder(Answers.ProductKey("a"));
        var memory = new CacheMemory(mostEntries: 100, mostBytes: 4 * small);
        Assert.Equal([0, 0, 0, 0], new[] { "a", "b", "c", "d" }.Select(id => Put(memory, id)));
        Assert.Equal(4 * small, memory.Bytes);

        // Larger than one of them and smaller than two.
        Assert.Equal(2, Put(memory, "e", new string('x', (int)small - 10)));

        Assert.Equal(["c", "d", "e"], new[] { "a", "b", "c", "d", "e" }.Where(id => memory.Find(Answers.ProductKey(id)) is not null));
        Assert.InRange(memory.Bytes, 1, 4 * small);
    }

    [Fact]
    public void Put_LargerThanAllMayBe_IsNotKeptAndNothingGoesButTheEntryBefore()
    {
        var memory = new CacheMemory(mostEntries: 100, mostBytes: 2_000);
        Put(memory, "a");
        Put(memory, "b");

        Assert.Equal(0, Put(memory, "b", new string('x', 3_000)));

        Assert.Null(memory.Find(Answers.ProductKey("b")));
        Assert.NotNull(memory.Find(Answers.ProductKey("a")));
    }

    [Fact]
    public void Put_TheSameAgain_ReplacesAndCountsItsBytesOnce()
    {
        var memory = new CacheMemory(mostEntries: 100, mostBytes: long.MaxValue);
        Put(memory, "a", "Longer than the next");
        var next = Answers.Entry(Answers.ProductKey("a"), "N");
        memory.Put(Answers.ProductKey("a"), next);

        Assert.Same(next, memory.Find(Answers.ProductKey("a")));
        Assert.Equal((1, next.BytesUnder(Answers.ProductKey("a"))), (memory.Count, memory.Bytes));

        memory.Remove(Answers.ProductKey("a"));
        Assert.Equal((0, 0L), (memory.Count, memory.Bytes));
    }

    [Fact]
    public void RenewAndRemove_OfAnEntryThatWasReplaced_ChangeNothing()
    {
        var memory = new CacheMemory(mostEntries: 100, mostBytes: long.MaxValue);
        var old = Answers.Entry(Answers.Product);
        var now = Answers.Entry(Answers.Product, "Two", revision: 2);
        memory.Put(Answers.Product, old);
        memory.Put(Answers.Product, now);

        memory.Renew(Answers.Product, old, old.SeenAt(3, 3));
        memory.Remove(Answers.Product, old);

        Assert.Same(now, memory.Find(Answers.Product));
        memory.Renew(Answers.Product, now, now.SeenAt(3, 3));
        Assert.Equal(3, memory.Find(Answers.Product)!.Revision);
    }

    [Fact]
    public void AnyCallersAtOnce_StaysWithinItsBoundsAndItsSumsTrue()
    {
        const int MostEntries = 20;
        const long MostBytes = 12_000;
        var memory = new CacheMemory(MostEntries, MostBytes);
        Parallel.For(0, 20_000, i =>
        {
            var key = Answers.ProductKey($"{i * 7 % 50}");
            if (i % 5 == 0)
            {
                memory.Remove(key);
            }
            else if (memory.Find(key) is null)
            {
                memory.Put(key, Answers.Entry(key, new string('x', i % 300)));
            }

            Assert.InRange(memory.Count, 0, MostEntries);
            Assert.InRange(memory.Bytes, 0, MostBytes);
        });

        for (var i = 0; i < 50; i++)
        {
            memory.Remove(Answers.ProductKey($"{i}"));
        }

        Assert.Equal((0, 0L), (memory.Count, memory.Bytes));
    }

    private static int Put(CacheMemory memory, string id, string name = "One") => memory.Put(Answers.ProductKey(id), Answers.Entry(Answers.ProductKey(id), name));
}
