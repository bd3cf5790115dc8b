using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

public sealed class FormWriterTests
{
    [Fact]
    public void Add_EachKindOfValue_IsWrittenAsStripeReadsIt()
    {
        var form = new FormWriter();
        form.Add("text", "a b&c=d+ü€😀~%");
        form.Add("number", -42L);
        form.Add("yes", true);
        form.Add("no", false);
        form.Add("time", new DateTimeOffset(2026, 1, 1, 1, 0, 0, 999, TimeSpan.FromHours(1)));
        form.Add("moment", StripeMoment.Now);
        form.Add("list", ["a", "b"]);
        form.Add("map", new Dictionary<string, string> { ["k.1"] = "v", ["ä"] = "" });
        form.Add("automatic_tax.enabled", true);

        Assert.Equal(
            "text=a%20b%26c%3Dd%2B%C3%BC%E2%82%AC%F0%9F%98%80~%25&number=-42&yes=true&no=false&time=1767225600&moment=now"
                + "&list[]=a&list[]=b&map[k.1]=v&map[%C3%A4]=&automatic_tax[enabled]=true",
            TextOf(form));
    }

    [Fact]
    public void Add_Null_IsLeftOut()
    {
        var form = new FormWriter();
        form.Add("a", (string?)null);
        form.Add("b", (long?)null);
        form.Add("c", (bool?)null);
        form.Add("d", (DateTimeOffset?)null);
        form.Add("e", (StripeMoment?)null);
        form.Add("f", (IReadOnlyList<string>?)null);
        form.Add("g", (IReadOnlyDictionary<string, string>?)null);
        form.Add("h", (IFormPart?)null);
        form.Add("i", (IReadOnlyList<IFormPart>?)null);

        Assert.True(form.Written.IsEmpty);
    }

    [Fact]
    public void Add_SetButEmpty_Clears()
    {
        var form = new FormWriter();
        form.Add("a", "");
        form.Add("e", StripeMoment.None);
        form.Add("f", Array.Empty<string>());
        form.Add("g", new Dictionary<string, string>());
        form.Add("h", new StripeAddress());
        form.Add("i", Array.Empty<IFormPart>());
        form.Add("j", [new StripeShipping { Address = new StripeAddress() }]);

        Assert.Equal("a=&e=&f=&g=&h=&i=&j[0][address]=", TextOf(form));
    }

    [Fact]
    public void Add_GroupsInListsInGroups_AreNested()
    {
        IFormPart request = new SubscriptionUpdateRequest
        {
            Items =
            [
                new SubscriptionItemRequest { Id = "si_1", Deleted = true },
                new SubscriptionItemRequest
                {
                    PriceData = new StripePriceData { Currency = "eur", UnitAmount = 500, RecurringInterval = "month" },
                    TaxRates = ["txr_1", "txr_2"],
                    Metadata = new Dictionary<string, string> { ["k"] = "v" },
                },
            ],
        };

        Assert.Equal(
            "items[0][id]=si_1&items[0][deleted]=true&items[1][price_data][currency]=eur&items[1][price_data][unit_amount]=500"
                + "&items[1][price_data][recurring][interval]=month&items[1][tax_rates][]=txr_1&items[1][tax_rates][]=txr_2&items[1][metadata][k]=v",
            TextOf(request));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Add_LargestNumbers_AreWhole(long number)
    {
        var form = new FormWriter();
        form.Add("n", number);

        Assert.Equal($"n={number}", TextOf(form));
    }

    [Fact]
    public void Add_LoneSurrogate_ThrowsWithoutQuotingIt()
    {
        var error = Assert.Throws<ArgumentException>(() => new FormWriter().Add("description", "private\ud800"));

        Assert.Contains("description", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("private", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a[b")]
    [InlineData("a]")]
    public void Add_KeyThatNoNameCanCarry_Throws(string key) =>
        Assert.Throws<ArgumentException>(() => new FormWriter().Add("metadata", new Dictionary<string, string> { [key] = "v" }));

    [Fact]
    public void Add_NullInAMap_ClearsItsKey()
    {
        var form = new FormWriter();
        form.Add("metadata", new Dictionary<string, string> { ["k"] = null! });

        Assert.Equal("metadata[k]=", TextOf(form));
    }

    [Fact]
    public void Add_NullInAList_Throws()
    {
        Assert.Throws<ArgumentException>(() => new FormWriter().Add("types", ["a", null!]));
        Assert.Throws<ArgumentException>(() => new FormWriter().Add("items", (IReadOnlyList<IFormPart>)[null!]));
    }

    [Fact]
    public void Add_MoreThanTheLimit_Throws()
    {
        var form = new FormWriter();
        form.Add("a", new string('x', FormWriter.MaxBytes - 100));

        Assert.Throws<ArgumentException>(() => form.Add("b", new string('x', 100)));
        Assert.Throws<ArgumentException>(() => new FormWriter().Add("a", new string('x', FormWriter.MaxBytes + 1)));
    }

    [Fact]
    public void Write_AnyTree_IsReadBackByAnotherParser() =>
        Prop.ForAll(
            Trees(3).ToArbitrary(),
            tree =>
            {
                var text = Encoding.ASCII.GetString(FormWriter.Encode(tree));
                return Equal(tree.Expected(), FormParser.Parse(text)).Label(text);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static string TextOf(FormWriter form) => Encoding.ASCII.GetString(form.Written);

    private static string TextOf(IFormPart part) => Encoding.ASCII.GetString(FormWriter.Encode(part));

    private static Gen<Tree> Trees(int depth)
    {
        // Unicode of every length in UTF-8, and everything that means something in a form.
        var text = Gen.Elements("a", "Z", "0", " ", "&", "=", "+", "%", "[", "]", ".", "~", "/", "?", "#", "\"", "\0", "\n", "ü", "€", "😀", "\u202e")
            .ArrayOf().Select(string.Concat);
        var key = Gen.Elements("a", "b_c", "D-1", "e f", "g.h", "ü", "😀", "&", "=", "%5B", "+")
            .NonEmptyListOf().Select(parts => string.Concat(parts.Take(3)));
        var name = Gen.Choose(0, 30).Select(number => $"name_{number}");
        var leaf = Gen.OneOf<object>(
            text.Select(value => (object)value),
            Gen.Choose(int.MinValue, int.MaxValue).Select(value => (object)((long)value << 20)),
            Gen.Elements<object>(true, false),
            text.ListOf().Select(values => (object)values.ToArray()),
            Gen.Zip(key, text).ListOf().Select(pairs => (object)pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2)));
        var value = depth == 0 ? leaf : Gen.Frequency(
            (3, leaf),
            (1, Trees(depth - 1).Select(tree => (object)tree)),
            (1, Trees(depth - 1).ListOf().Select(trees => (object)trees.Take(4).ToArray())));
        return Gen.Zip(name, value).ListOf()
            .Select(members => new Tree(members.Take(6).DistinctBy(member => member.Item1).ToDictionary(member => member.Item1, member => member.Item2)));
    }

    private static bool Equal(object expected, object actual) => (expected, actual) switch
    {
        (string a, string b) => a == b,
        (List<object> a, List<object> b) => a.Count == b.Count && a.Zip(b).All(pair => Equal(pair.First, pair.Second)),
        (SortedDictionary<string, object> a, SortedDictionary<string, object> b) =>
            a.Keys.SequenceEqual(b.Keys) && a.All(pair => Equal(pair.Value, b[pair.Key])),
        _ => false,
    };

    /// <summary>Any parameters, and what a server should see of them.</summary>
    private sealed record Tree(Dictionary<string, object> Members) : IFormPart
    {
        void IFormPart.WriteTo(FormWriter form)
        {
            foreach (var (name, value) in Members)
            {
                switch (value)
                {
                    case string text:
                        form.Add(name, text);
                        break;
                    case long number:
                        form.Add(name, number);
                        break;
                    case bool flag:
                        form.Add(name, flag);
                        break;
                    case string[] texts:
                        form.Add(name, texts);
                        break;
                    case Dictionary<string, string> map:
                        form.Add(name, map);
                        break;
                    case Tree tree:
                        form.Add(name, tree);
                        break;
                    case Tree[] trees:
                        form.Add(name, trees);
                        break;
                }
            }
        }

        internal SortedDictionary<string, object> Expected() =>
            new(Members.ToDictionary(static member => member.Key, static member => Seen(member.Value)), StringComparer.Ordinal);

        private static object Seen(object value) => value switch
        {
            bool flag => flag ? "true" : "false",
            long number => number.ToString(provider: null),
            string[] { Length: > 0 } texts => texts.ToList<object>(),
            Dictionary<string, string> { Count: > 0 } map =>
                new SortedDictionary<string, object>(map.ToDictionary(static pair => pair.Key, static pair => (object)pair.Value), StringComparer.Ordinal),
            Tree { Members.Count: > 0 } tree => tree.Expected(),
            Tree[] { Length: > 0 } trees => new SortedDictionary<string, object>(
                trees.Select((tree, i) => (Key: i.ToString(provider: null), Value: Seen(tree))).ToDictionary(static pair => pair.Key, static pair => pair.Value),
                StringComparer.Ordinal),
            string text => text,
            _ => "",
        };
    }
}
