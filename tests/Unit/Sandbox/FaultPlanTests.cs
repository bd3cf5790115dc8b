using Signalbox.Sandbox.Faults;

namespace Signalbox.Tests.Unit.Sandbox;

public sealed class FaultPlanTests
{
    private readonly FaultPlan<FaultRule> _plan = new(seed: 1, "fault_");

    [Theory]
    [InlineData("/v1/*", "/v1/customers", true)]
    [InlineData("/v1/*", "/v2/customers", false)]
    [InlineData("*", "", true)]
    [InlineData("/v1/*/pay", "/v1/invoices/in_1/pay", true)]
    [InlineData("/v1/*/pay", "/v1/invoices/in_1/pay/more", false)]
    [InlineData("invoice.*.*", "invoice.payment.failed", true)]
    [InlineData("a*b*b", "ab", false)]
    [InlineData("a*b*b", "abb", true)]
    [InlineData("aa*aa", "aaa", false)]
    [InlineData("/v1/customers", "/v1/customers", true)]
    [InlineData("/v1/customers", "/v1/customers/cus_1", false)]
    public void Wildcard_Pattern_MatchesWholeTextOrNot(string pattern, string text, bool matches) => Assert.Equal(matches, Wildcard.Matches(pattern, text));

    [Fact]
    public void Take_SkipAndCount_StrikesThoseBetween()
    {
        _plan.Add(new FaultRule { Kind = "error", Skip = 2, Count = 3 });

        Assert.Equal([0, 0, 1, 1, 1, 0, 0], Enumerable.Range(0, 7).Select(_ => _plan.Take(static _ => true).Count));
        var state = Assert.Single(_plan.All());
        Assert.Equal((7, 3), (state.Matched, state.Struck));
    }

    [Fact]
    public void Take_NoMatch_CountsNothing()
    {
        _plan.Add(new FaultRule { Kind = "error", Count = 1 });

        Assert.Empty(_plan.Take(static _ => false));
        Assert.Single(_plan.Take(static _ => true));
    }

    [Fact]
    public void Take_Probability_IsThatShareAndTheSameBySeed()
    {
        var twin = new FaultPlan<FaultRule>(seed: 1, "fault_");
        _plan.Add(new FaultRule { Kind = "error", Probability = 0.1 });
        twin.Add(new FaultRule { Kind = "error", Probability = 0.1 });
        var struck = Enumerable.Range(0, 10_000).Select(_ => _plan.Take(static _ => true).Count).ToList();

        Assert.Equal(struck, Enumerable.Range(0, 10_000).Select(_ => twin.Take(static _ => true).Count));
        Assert.InRange(struck.Sum(), 900, 1100);
    }

    [Fact]
    public void Add_MoreThanThereMayBe_IsRefused()
    {
        for (var i = 0; i < FaultPlan<FaultRule>.MaxRules; i++)
        {
            Assert.NotNull(_plan.Add(new FaultRule { Kind = "reset" }));
        }

        Assert.Null(_plan.Add(new FaultRule { Kind = "reset" }));
        Assert.Equal(FaultPlan<FaultRule>.MaxRules, _plan.Remove(id: null));
    }
}
