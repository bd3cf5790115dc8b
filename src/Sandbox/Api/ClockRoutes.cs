namespace Signalbox.Sandbox.Api;

/// <summary>
/// https://docs.stripe.com/api/test_clocks. The account has one clock, for all its objects: every id names it, and it is ready again when
/// the call returns.
/// </summary>
internal static class ClockRoutes
{
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(750);

    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Get("/v1/test_helpers/test_clocks/{id}", Text),
        ApiRoute.Post("/v1/test_helpers/test_clocks/{id}/advance", Advance, "frozen_time"),
    ];

    private static string Text(ApiCall call) => $$"""
        {"id":"{{Uri.EscapeDataString(call.Id)}}","object":"test_helpers.test_clock","frozen_time":{{call.Account.Now.ToUnixTimeSeconds()}},"livemode":false,"name":null,"status":"ready"}
        """;

    private static string Advance(ApiCall call)
    {
        call.Form.Required("frozen_time");
        var by = TimeSpan.FromSeconds(Math.Clamp(call.Form.Whole("frozen_time")!.Value - call.Account.Now.ToUnixTimeSeconds(), -1, int.MaxValue));
        if (by <= TimeSpan.Zero || by > Furthest)
        {
            throw call.Form.Wrong("frozen_time", $"frozen_time must be after the clock's present time, by {Furthest.TotalDays} days at most.");
        }

        call.Advance(by);
        return Text(call);
    }
}
