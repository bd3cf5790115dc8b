namespace Signalbox.Simulation.Shopify;

/// <summary>A shop in memory: https://shopify.dev/docs/api/webhooks.</summary>
internal sealed class ShopifyShop(HistoryRequest request) : SimulatedAccount(request)
{
    private readonly string _domain = $"works-{(uint)request.Seed % 10_000}.myshopify.com";
    private readonly List<ShopifyCustomer> _customers = [];
    private readonly List<ShopifyOrder> _orders = [];

    internal ShopifyCustomer AddCustomer()
    {
        var customer = new ShopifyCustomer(7_000_000_000_000 + Chance.Below(int.MaxValue), NextPerson());
        _customers.Add(customer);
        Post("customers/create", customer);
        return customer;
    }

    internal void Update(ShopifyCustomer customer)
    {
        customer.Note = $"note {Chance.Hex(6)}";
        Post("customers/update", customer);
    }

    internal ShopifyOrder Order(ShopifyCustomer customer)
    {
        var order = new ShopifyOrder(5_000_000_000_000 + Chance.Below(int.MaxValue), 1001 + _orders.Count, customer, Chance.Between(500, 90_000), IsoMilliseconds());
        _orders.Add(order);
        Post("orders/create", order);
        return order;
    }

    internal void Pay(ShopifyOrder order)
    {
        order.Financial = "paid";
        Post("orders/paid", order);
    }

    internal void Fulfill(ShopifyOrder order)
    {
        order.Fulfillment = "fulfilled";
        Post("orders/fulfilled", order);
    }

    internal void Cancel(ShopifyOrder order)
    {
        (order.Financial, order.CancelledAt) = ("voided", IsoMilliseconds());
        Post("orders/cancelled", order);
    }

    private protected override void Step(int left, int entities)
    {
        if (_customers.Count < entities)
        {
            AddCustomer();
            return;
        }

        var order = _orders.Count == 0 ? null : Chance.Pick(_orders);
        switch (order, Chance.Below(10))
        {
            case ({ Financial: "pending", CancelledAt: null }, < 5):
                Pay(order);
                break;
            case ({ Financial: "pending", CancelledAt: null }, 5):
                Cancel(order);
                break;
            case ({ Financial: "paid", Fulfillment: null }, < 6):
                Fulfill(order);
                break;
            case (_, 6 or 7):
                Update(Chance.Pick(_customers));
                break;
            default:
                Order(Chance.Pick(_customers));
                break;
        }
    }

    private protected override IEnumerable<TruthRow> Truth() => [];

    private void Post(string topic, ShopifyCustomer customer)
    {
        Advance(TimeSpan.FromMilliseconds(1));
        Json.Clear();
        Json.Add($$"""
            {"addresses":[],"admin_graphql_api_id":"gid://shopify/Customer/{{$"{customer.Id}":in}}","currency":"EUR","email":{{customer.Person.Email}},
            "first_name":{{customer.Person.FirstName}},"id":{{customer.Id}},"last_name":{{customer.Person.LastName}},"note":{{customer.Note}},
            "phone":{{customer.Person.Phone}},"state":"enabled","tags":"","tax_exempt":false,"updated_at":{{IsoMilliseconds()}},"verified_email":true}
            """);
        Post(topic, customer.Id);
    }

    private void Post(string topic, ShopifyOrder order)
    {
        Advance(TimeSpan.FromMilliseconds(1));
        var price = $"{order.Cents / 100}.{order.Cents % 100:00}";
        Json.Clear();
        Json.Add($$"""
            {"admin_graphql_api_id":"gid://shopify/Order/{{$"{order.Id}":in}}","cancel_reason":{{(order.CancelledAt is null ? null : "customer")}},
            "cancelled_at":{{order.CancelledAt}},"confirmed":true,"created_at":{{order.CreatedAt}},"currency":"EUR","customer":{"email":{{order.Customer.Person.Email}},
            "first_name":{{order.Customer.Person.FirstName}},"id":{{order.Customer.Id}},"last_name":{{order.Customer.Person.LastName}}},
            "email":{{order.Customer.Person.Email}},"financial_status":{{order.Financial}},"fulfillment_status":{{order.Fulfillment}},"id":{{order.Id}},
            "line_items":[{"id":{{order.Id + 1}},"name":"Signal lamp","price":{{price}},"quantity":1,"sku":"LAMP-1"}],"name":"#{{$"{order.Number}":in}}",
            "order_number":{{order.Number}},"test":true,"total_price":{{price}},"updated_at":{{IsoMilliseconds()}}}
            """);
        Post(topic, order.Id);
    }

    private void Post(string topic, long id)
    {
        var webhook = Chance.Uuid();
        Record(new SimulatedEvent(webhook, topic, Second, Json.Written.ToArray(), $"{id}", topic[..topic.IndexOf('/', StringComparison.Ordinal)])
        {
            ContentType = "application/json",
            Headers =
            [
                KeyValuePair.Create("User-Agent", "Shopify-Captain-Hook"),
                KeyValuePair.Create("X-Shopify-Topic", topic),
                KeyValuePair.Create("X-Shopify-Shop-Domain", _domain),
                KeyValuePair.Create("X-Shopify-API-Version", "2025-10"),
                KeyValuePair.Create("X-Shopify-Webhook-Id", webhook),
                KeyValuePair.Create("X-Shopify-Event-Id", Chance.Uuid()),
                KeyValuePair.Create("X-Shopify-Triggered-At", IsoMilliseconds()),
                KeyValuePair.Create("X-Shopify-Test", "true"),
            ],
        });
    }
}

/// <summary>A customer.</summary>
internal sealed record ShopifyCustomer(long Id, Person Person)
{
    internal string? Note { get; set; }
}

/// <summary>An order over one thing.</summary>
internal sealed record ShopifyOrder(long Id, int Number, ShopifyCustomer Customer, int Cents, string CreatedAt)
{
    internal string Financial { get; set; } = "pending";

    internal string? Fulfillment { get; set; }

    internal string? CancelledAt { get; set; }
}
