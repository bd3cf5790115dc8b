using System.Text;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>Every member of every request under the name that Stripe's reference gives it.</summary>
public sealed class StripeRequestsTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(7);
    private static readonly Dictionary<string, string> Metadata = new() { ["k"] = "v" };

    private static readonly StripeShipping Shipping = new()
    {
        Name = "n",
        Phone = "p",
        Address = new StripeAddress { Line1 = "l1", Line2 = "l2", City = "c", State = "s", PostalCode = "z", Country = "DE" },
    };

    private static readonly StripePriceData PriceData = new()
    {
        Currency = "eur", Product = "prod", ProductName = "n", UnitAmount = 1, RecurringInterval = "month", RecurringIntervalCount = 2, TaxBehavior = "exclusive",
    };

    private const string SentShipping =
        "shipping[name]=n shipping[phone]=p shipping[address][line1]=l1 shipping[address][line2]=l2 shipping[address][city]=c"
        + " shipping[address][state]=s shipping[address][postal_code]=z shipping[address][country]=DE";

    [Fact]
    public void Customer_Create() => AssertSent(
        "email=e name=n phone=p description=d address[city]=c " + SentShipping
            + " balance=-5 invoice_settings[default_payment_method]=pm preferred_locales[]=de tax_exempt=none metadata[k]=v payment_method=pm2 test_clock=clock",
        new CustomerCreateRequest
        {
            Email = "e", Name = "n", Phone = "p", Description = "d", Address = new StripeAddress { City = "c" }, Shipping = Shipping, Balance = -5,
            DefaultPaymentMethod = "pm", PreferredLocales = ["de"], TaxExempt = "none", Metadata = Metadata, PaymentMethod = "pm2", TestClock = "clock",
        });

    [Fact]
    public void Customer_UpdateThatClears() => AssertSent(
        "email= address= shipping= preferred_locales= metadata=",
        new CustomerUpdateRequest
        {
            Email = "", Address = new StripeAddress(), Shipping = new StripeShipping(), PreferredLocales = [], Metadata = new Dictionary<string, string>(),
        });

    [Fact]
    public void PaymentIntent_Create() => AssertSent(
        "amount=5 currency=eur customer=cus payment_method=pm payment_method_types[]=card automatic_payment_methods[enabled]=true"
            + " automatic_payment_methods[allow_redirects]=never capture_method=manual confirm=true error_on_requires_action=true off_session=false"
            + " return_url=u setup_future_usage=off_session description=d receipt_email=r " + SentShipping
            + " statement_descriptor=sd statement_descriptor_suffix=sds metadata[k]=v",
        new PaymentIntentCreateRequest
        {
            Amount = 5, Currency = "eur", Customer = "cus", PaymentMethod = "pm", PaymentMethodTypes = ["card"], AutomaticPaymentMethods = true,
            AllowRedirects = "never", CaptureMethod = "manual", Confirm = true, ErrorOnRequiresAction = true, OffSession = false, ReturnUrl = "u",
            SetupFutureUsage = "off_session", Description = "d", ReceiptEmail = "r", Shipping = Shipping, StatementDescriptor = "sd",
            StatementDescriptorSuffix = "sds", Metadata = Metadata,
        });

    [Fact]
    public void PaymentIntent_Confirm() => AssertSent(
        "payment_method=pm payment_method_types[]=card capture_method=manual error_on_requires_action=false off_session=true return_url=u"
            + " setup_future_usage= receipt_email=r " + SentShipping,
        new PaymentIntentConfirmRequest
        {
            PaymentMethod = "pm", PaymentMethodTypes = ["card"], CaptureMethod = "manual", ErrorOnRequiresAction = false, OffSession = true, ReturnUrl = "u",
            SetupFutureUsage = "", ReceiptEmail = "r", Shipping = Shipping,
        });

    [Fact]
    public void PaymentIntent_Capture() => AssertSent(
        "amount_to_capture=5 final_capture=false statement_descriptor=sd statement_descriptor_suffix=sds metadata[k]=v",
        new PaymentIntentCaptureRequest
        {
            AmountToCapture = 5, FinalCapture = false, StatementDescriptor = "sd", StatementDescriptorSuffix = "sds", Metadata = Metadata,
        });

    [Fact]
    public void Refund_Create() => AssertSent(
        "payment_intent=pi charge=ch amount=5 reason=duplicate refund_application_fee=true reverse_transfer=false metadata[k]=v",
        new RefundCreateRequest
        {
            PaymentIntent = "pi", Charge = "ch", Amount = 5, Reason = "duplicate", RefundApplicationFee = true, ReverseTransfer = false, Metadata = Metadata,
        });

    [Fact]
    public void CheckoutSession_Create() => AssertSent(
        "mode=payment line_items[0][price]=price line_items[0][quantity]=2 line_items[0][tax_rates][]=txr line_items[1][price_data][currency]=eur"
            + " line_items[1][price_data][product]=prod line_items[1][price_data][product_data][name]=n line_items[1][price_data][unit_amount]=1"
            + " line_items[1][price_data][recurring][interval]=month line_items[1][price_data][recurring][interval_count]=2"
            + " line_items[1][price_data][tax_behavior]=exclusive success_url=s cancel_url=c return_url=r ui_mode=embedded customer=cus"
            + " customer_email=e customer_creation=always client_reference_id=ref currency=eur payment_method_types[]=card"
            + " payment_method_collection=if_required allow_promotion_codes=true discounts[0][coupon]=co discounts[1][promotion_code]=promo"
            + " billing_address_collection=required automatic_tax[enabled]=true tax_id_collection[enabled]=false expires_at=7 locale=auto submit_type=pay"
            + " payment_intent_data[capture_method]=manual payment_intent_data[description]=d payment_intent_data[receipt_email]=r"
            + " payment_intent_data[setup_future_usage]=on_session payment_intent_data[metadata][k]=v subscription_data[description]=d"
            + " subscription_data[trial_period_days]=3 subscription_data[trial_end]=7"
            + " subscription_data[trial_settings][end_behavior][missing_payment_method]=pause subscription_data[proration_behavior]=none"
            + " subscription_data[billing_cycle_anchor]=7 subscription_data[metadata][k]=v metadata[k]=v",
        new CheckoutSessionCreateRequest
        {
            Mode = "payment",
            LineItems = [new CheckoutLineItem { Price = "price", Quantity = 2, TaxRates = ["txr"] }, new CheckoutLineItem { PriceData = PriceData }],
            SuccessUrl = "s", CancelUrl = "c", ReturnUrl = "r", UiMode = "embedded", Customer = "cus", CustomerEmail = "e", CustomerCreation = "always",
            ClientReferenceId = "ref", Currency = "eur", PaymentMethodTypes = ["card"], PaymentMethodCollection = "if_required", AllowPromotionCodes = true,
            Discounts = [new StripeDiscountRequest { Coupon = "co" }, new StripeDiscountRequest { PromotionCode = "promo" }],
            BillingAddressCollection = "required", AutomaticTax = true, TaxIdCollection = false, ExpiresAt = Time, Locale = "auto", SubmitType = "pay",
            PaymentIntentData = new CheckoutPaymentData
            {
                CaptureMethod = "manual", Description = "d", ReceiptEmail = "r", SetupFutureUsage = "on_session", Metadata = Metadata,
            },
            SubscriptionData = new CheckoutSubscriptionData
            {
                Description = "d", TrialPeriodDays = 3, TrialEnd = Time, TrialEndWithoutPaymentMethod = "pause", ProrationBehavior = "none",
                BillingCycleAnchor = Time, Metadata = Metadata,
            },
            Metadata = Metadata,
        });

    [Fact]
    public void PortalSession_Create() => AssertSent(
        "customer=cus return_url=u configuration=bpc locale=de flow_data[type]=subscription_cancel flow_data[subscription_cancel][subscription]=sub"
            + " flow_data[after_completion][type]=redirect flow_data[after_completion][redirect][return_url]=back",
        new PortalSessionCreateRequest
        {
            Customer = "cus", ReturnUrl = "u", Configuration = "bpc", Locale = "de", Flow = PortalFlow.SubscriptionCancel("sub") with { ReturnUrl = "back" },
        });

    [Fact]
    public void PortalSession_OtherFlows()
    {
        AssertSent("type=payment_method_update", PortalFlow.PaymentMethodUpdate());
        AssertSent("type=subscription_update subscription_update[subscription]=sub", PortalFlow.SubscriptionUpdate("sub"));
    }

    [Fact]
    public void Subscription_Create() => AssertSent(
        "customer=cus currency=eur trial_period_days=3 billing_cycle_anchor=7 backdate_start_date=7 items[0][price]=price"
            + " proration_behavior=none payment_behavior=default_incomplete cancel_at_period_end=true cancel_at=7 collection_method=send_invoice"
            + " days_until_due=30 default_payment_method=pm payment_settings[save_default_payment_method]=on_subscription description=d"
            + " discounts[0][coupon]=co automatic_tax[enabled]=false off_session=true trial_end=now"
            + " trial_settings[end_behavior][missing_payment_method]=cancel metadata[k]=v",
        new SubscriptionCreateRequest
        {
            Customer = "cus", Currency = "eur", TrialPeriodDays = 3, BillingCycleAnchor = Time, BackdateStartDate = Time,
            Items = [new SubscriptionItemRequest { Price = "price" }], ProrationBehavior = "none", PaymentBehavior = "default_incomplete",
            CancelAtPeriodEnd = true, CancelAt = StripeMoment.At(Time), CollectionMethod = "send_invoice", DaysUntilDue = 30, DefaultPaymentMethod = "pm",
            SaveDefaultPaymentMethod = "on_subscription", Description = "d", Discounts = [new StripeDiscountRequest { Coupon = "co" }], AutomaticTax = false,
            OffSession = true, TrialEnd = StripeMoment.Now, TrialEndWithoutPaymentMethod = "cancel", Metadata = Metadata,
        });

    [Fact]
    public void Subscription_UpdateThatClears() => AssertSent(
        "billing_cycle_anchor=now items[0][id]=si items[0][tax_rates]= items[0][metadata][k]=v cancel_at= default_payment_method= discounts=",
        new SubscriptionUpdateRequest
        {
            BillingCycleAnchor = StripeMoment.Now, CancelAt = StripeMoment.None, DefaultPaymentMethod = "", Discounts = [],
            Items = [new SubscriptionItemRequest { Id = "si", TaxRates = [], Metadata = Metadata }],
        });

    [Fact]
    public void Subscription_Resume() => AssertSent(
        "billing_cycle_anchor=unchanged proration_behavior=none proration_date=7",
        new SubscriptionResumeRequest { BillingCycleAnchor = StripeMoment.Unchanged, ProrationBehavior = "none", ProrationDate = Time });

    [Fact]
    public void Invoice_Pay() => AssertSent(
        "payment_method=pm paid_out_of_band=false off_session=true forgive=true",
        new InvoicePayRequest { PaymentMethod = "pm", PaidOutOfBand = false, OffSession = true, Forgive = true });

    [Fact]
    public void Lists()
    {
        AssertSent(
            "limit=100 starting_after=x created[gt]=7 created[gte]=7 created[lt]=7 created[lte]=7 email=e test_clock=clock",
            new CustomerListRequest
            {
                Limit = 100, StartingAfter = "x", Email = "e", TestClock = "clock", Created = new StripeRange { After = Time, From = Time, Before = Time, Until = Time },
            });
        AssertSent(
            "customer=cus price=price status=ended test_clock=clock",
            new SubscriptionListRequest { Customer = "cus", Price = "price", Status = "ended", TestClock = "clock" });
        AssertSent(
            "customer=cus subscription=sub status=open collection_method=send_invoice",
            new InvoiceListRequest { Customer = "cus", Subscription = "sub", Status = "open", CollectionMethod = "send_invoice" });
        AssertSent("active=false ids[]=p shippable=true", new ProductListRequest { Active = false, Ids = ["p"], Shippable = true });
        AssertSent(
            "active=true currency=eur product=prod type=one_time lookup_keys[]=l",
            new PriceListRequest { Active = true, Currency = "eur", Product = "prod", Type = "one_time", LookupKeys = ["l"] });
        AssertSent("type=invoice.paid delivery_success=false", new EventListRequest { Type = "invoice.paid", DeliverySuccess = false });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void List_LimitOutOfRange_Throws(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FormWriter.Encode(new CustomerListRequest { Limit = limit }));

    [Fact]
    public void List_BothBounds_Throws() =>
        Assert.Throws<ArgumentException>(() => FormWriter.Encode(new CustomerListRequest { StartingAfter = "a", EndingBefore = "b" }));

    [Fact]
    public void EventList_TooManyTypes_Throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => FormWriter.Encode(new EventListRequest { Types = [.. Enumerable.Repeat("a.b", EventListRequest.MaxTypes + 1)] }));

    private static void AssertSent(string expected, IFormPart part) =>
        Assert.Equal(expected.Split(' '), Encoding.ASCII.GetString(FormWriter.Encode(part)).Split('&'));
}
