namespace Signalbox.Simulation;

/// <summary>A provider whose histories are played at an account in memory.</summary>
/// <param name="name">The provider's name.</param>
/// <param name="open">Opens an account.</param>
/// <param name="scenarios">What can be played, besides <c>random</c>.</param>
/// <param name="random">What <c>random</c> is, in a line for people.</param>
/// <param name="types">How an event of each type comes about; the last of that type is the one.</param>
internal sealed class AccountHistories<TAccount>(
    string name,
    Func<HistoryRequest, TAccount> open,
    IReadOnlyList<(Scenario Scenario, Action<TAccount> Play)> scenarios,
    string random,
    IReadOnlyDictionary<string, Action<TAccount>> types)
    : SimulatedProvider(name)
    where TAccount : SimulatedAccount
{
    public override IReadOnlyList<Scenario> Scenarios { get; } = [.. scenarios.Select(one => one.Scenario), new Scenario(Random, random)];

    public override IReadOnlyList<string> Types { get; } = [.. types.Keys.Order(StringComparer.Ordinal)];

    private protected override SimulatedHistory PlayScenario(string name, HistoryRequest request)
    {
        var account = open(request);
        if (name == Random)
        {
            account.PlayRandom(request.Events, request.Entities);
        }
        else
        {
            scenarios.First(one => one.Scenario.Name == name).Play(account);
        }

        return account.Close();
    }

    private protected override SimulatedEvent PlayType(string type, HistoryRequest request)
    {
        var account = open(request);
        account.SendsEachAlone = true;
        types[type](account);
        return account.Close().Events.Last(one => one.Type == type);
    }
}
